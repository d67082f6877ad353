"""A private authority, certificates for servers, and the key that signs registry tokens."""

import datetime
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

NAMES = ("localhost", "evil.localhost", "127.0.0.1")


@dataclass(frozen=True)
class Pair:
    key: Path
    certificate: Path

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


class Authority:
    """Signs with a key that no machine trusts: clients need `certificate` as their root."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = new_key()
        self._certificate = self._sign("Private authority", self._key, (), is_authority=True)
        self.certificate = self._write("authority.crt", pem(self._certificate))

    def issue(self, name: str, hosts: tuple[str, ...] = NAMES) -> Pair:
        key = new_key()
        certificate = self._sign(name, key, hosts, is_authority=False)
        return Pair(
            self._write(f"{name}.key", private_pem(key)),
            self._write(f"{name}.crt", pem(certificate)),
        )

    def _sign(
        self, name: str, key: rsa.RSAPrivateKey, hosts: tuple[str, ...], is_authority: bool
    ) -> x509.Certificate:
        now = datetime.datetime.utcnow()
        issuer = subject("Private authority")
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject(name))
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=2))
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        )
        if hosts:
            names = x509.SubjectAlternativeName([alternative(host) for host in hosts])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self._key, hashes.SHA256())

    def _write(self, name: str, content: bytes) -> Path:
        path = self._folder / name
        path.write_bytes(content)
        return path


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def alternative(host: str) -> x509.GeneralName:
    if host[0].isdigit():
        return x509.IPAddress(ipaddress.ip_address(host))
    return x509.DNSName(host)


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def private_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
