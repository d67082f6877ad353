"""Doubles of GitLab's, GitHub's and Kubernetes' interfaces: an answer for each credential."""

from collections.abc import Callable
from dataclasses import dataclass, field

from web import Reply, Request, html_reply, json_reply

GITLAB_SELF = "/api/v4/personal_access_tokens/self"
KUBERNETES_REVIEW = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
KUBERNETES_RULES = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"


@dataclass
class Double:
    """Answers by (method, path) and the credential; anything else is not found."""

    login: Callable[[Request], str]
    refusal: Reply
    routes: set[tuple[str, str]]
    replies: dict[str, dict[str, Reply]] = field(default_factory=dict)
    calls: list[tuple[str, Request]] = field(default_factory=list)

    def add(self, credential: str, **replies: Reply) -> None:
        self.replies[credential] = {
            name.replace("_", "/"): reply for name, reply in replies.items()
        }

    def answer(self, request: Request) -> Reply:
        credential = self.login(request)
        self.calls.append((credential, request))
        if (request.method, request.path) not in self.routes:
            return json_reply(404, {"message": "404 Not Found"})
        own = self.replies.get(credential, {})
        last = request.path.rsplit("/", 1)[-1]
        return own.get(last) or own.get("any") or self.refusal


def gitlab() -> Double:
    return Double(
        lambda request: (
            request.headers.get("private-token") or request.headers.get("job-token", "")
        ),
        json_reply(401, {"message": "401 Unauthorized"}),
        {("GET", GITLAB_SELF), ("GET", "/api/v4/job")},
    )


def gitlab_token(active: bool = True, scopes: tuple[str, ...] = ("read_registry",)) -> Reply:
    return json_reply(
        200,
        {
            "id": 42,
            "name": "ci",
            "revoked": not active,
            "created_at": "2026-01-02T03:04:05.678Z",
            "description": None,
            "scopes": list(scopes),
            "user_id": 7,
            "last_used_at": "2026-02-02T03:04:05.678Z",
            "active": active,
            "expires_at": "2031-01-31",
            "last_used_ips": ["192.0.2.7"],
        },
    )


def gitlab_wrong_type() -> Reply:
    return json_reply(
        400, {"message": "400 Bad request - requires token type to be a personal access token"}
    )


def gitlab_job() -> Reply:
    return json_reply(
        200,
        {
            "id": 1001,
            "status": "running",
            "stage": "build",
            "name": "push",
            "ref": "main",
            "pipeline": {"id": 5, "project_id": 9},
            "user": {"id": 7, "username": "bot", "bot": True},
        },
    )


def github(prefix: str) -> Double:
    return Double(
        bearer,
        json_reply(
            401,
            {
                "message": "Bad credentials",
                "documentation_url": "https://docs.github.com/rest",
                "status": "401",
            },
        ),
        {("GET", f"{prefix}/user"), ("GET", f"{prefix}/installation/repositories")},
    )


def github_user(kind: str = "User", scopes: str | None = None, expiry: str | None = None) -> Reply:
    headers = [("X-GitHub-Media-Type", "github.v3; format=json")]
    if scopes is not None:
        headers.append(("X-OAuth-Scopes", scopes))
    if expiry:
        headers.append(("github-authentication-token-expiration", expiry))
    return json_reply(200, {"login": "octo", "id": 1, "type": kind, "site_admin": False}, *headers)


def github_rate_limit() -> Reply:
    return json_reply(
        403,
        {
            "message": "API rate limit exceeded for user ID 1.",
            "documentation_url": "https://docs.github.com/rest",
        },
        ("X-RateLimit-Remaining", "0"),
        ("X-RateLimit-Reset", "4102444800"),
    )


def github_installation() -> Reply:
    return json_reply(
        200, {"total_count": 2, "repository_selection": "selected", "repositories": []}
    )


def firewall(status: int = 403) -> Reply:
    return html_reply(status, ("Server", "cloudfront"))


def kubernetes() -> Double:
    return Double(
        bearer,
        json_reply(
            401,
            {
                "kind": "Status",
                "apiVersion": "v1",
                "metadata": {},
                "status": "Failure",
                "message": "Unauthorized",
                "reason": "Unauthorized",
                "code": 401,
            },
        ),
        {("POST", KUBERNETES_REVIEW), ("POST", KUBERNETES_RULES)},
    )


def kubernetes_self(user: str) -> Reply:
    return json_reply(
        201,
        {
            "kind": "SelfSubjectReview",
            "apiVersion": "authentication.k8s.io/v1",
            "metadata": {"creationTimestamp": "2026-02-02T03:04:05Z"},
            "status": {
                "userInfo": {
                    "username": user,
                    "uid": "0d1e",
                    "groups": [
                        "system:serviceaccounts",
                        "system:serviceaccounts:team",
                        "system:authenticated",
                    ],
                }
            },
        },
    )


def kubernetes_rules(incomplete: bool) -> Reply:
    status: dict[str, object] = {
        "resourceRules": [
            {
                "verbs": ["create"],
                "apiGroups": ["authorization.k8s.io"],
                "resources": ["selfsubjectrulesreviews"],
            },
            {"verbs": ["get", "list"], "apiGroups": [""], "resources": ["secrets"]},
        ],
        "nonResourceRules": [{"verbs": ["get"], "nonResourceURLs": ["/healthz", "/version"]}],
        "incomplete": incomplete,
    }
    if incomplete:
        status["evaluationError"] = "webhook authorizer does not support user rule resolution"
    return json_reply(
        201,
        {
            "kind": "SelfSubjectRulesReview",
            "apiVersion": "authorization.k8s.io/v1",
            "metadata": {"creationTimestamp": None},
            "spec": {},
            "status": status,
        },
    )


def bearer(request: Request) -> str:
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    return rest if scheme.lower() in ("bearer", "token") else ""
