internal import ArgumentParser

/// Scripts for shells that complete a line without a command as one of `check`, the default command,
/// whose options and files ArgumentParser offers only after its name.
enum Completions {
  /// The script that a command line asks for; nil when it asks for none, or for an unknown shell's.
  static func script(for arguments: [String]) -> String? {
    let words = arguments.flatMap { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    guard words.count == 2, words[0] == "--generate-completion-script",
      let shell = CompletionShell(rawValue: words[1])
    else { return nil }
    let script = Credlint.completionScript(for: shell)
    let names = Credlint.commandNames
    switch shell {
    case .bash: return script + bash(names.joined(separator: " "))
    case .fish: return script + fish(names.joined(separator: " "))
    case .zsh:
      // The last lines call the function when the file is loaded on demand.
      let call = "if [[ \"${funcstack[1]}\""
      return script.replacing(call, with: zsh(names.joined(separator: "|")) + call)
    default: return script
    }
  }

  private static func bash(_ names: String) -> String {
    """

    # bash takes = for the end of a word: here rule=high is one, and --format=sarif are two.
    _credlint_join() {
        local -a joined=()
        local -i index cursor=0
        for ((index = 0; index < ${#COMP_WORDS[@]}; index++)); do
            local word="${COMP_WORDS[index]}" before="${COMP_WORDS[index - 1]:-}"
            if ((index > 1)) && [[ "${word}" == "=" && "${before}" == -* ]]; then
                joined+=("")
            elif ((index > 1)) && [[ "${word}" == "=" || "${before}" == "=" ]]; then
                joined[${#joined[@]} - 1]+="${word}"
            else
                joined+=("${word}")
            fi
            ((index == COMP_CWORD)) && cursor=$((${#joined[@]} - 1))
        done
        COMP_WORDS=("${joined[@]}")
        COMP_CWORD="${cursor}"
    }

    _credlint_line() {
        _credlint_join
        local current="${COMP_WORDS[COMP_CWORD]}" program="${1}"
        local before="${COMP_WORDS[COMP_CWORD - 1]}"
        set -- "${program}" "${current}" "${before}"
        local -a commands=()
        if [[ "${COMP_CWORD}" -eq 1 || " \(names) " != *" ${COMP_WORDS[1]} "* ]]; then
            if [[ "${COMP_CWORD}" -eq 1 ]]; then
                _credlint "${@}"
                commands=("${COMPREPLY[@]}")
                COMPREPLY=()
            fi
            COMP_WORDS=("${COMP_WORDS[0]}" check "${COMP_WORDS[@]:1}")
            COMP_CWORD="$((COMP_CWORD + 1))"
            COMP_LINE="${COMP_LINE/ / check }"
            COMP_POINT="$((COMP_POINT + 6))"
        fi
        _credlint "${@}"
        COMPREPLY+=("${commands[@]}")
        if [[ "${COMPREPLY[0]}" == *= || "${current}" == *=* ]]; then
            compopt +o filenames -o nospace 2>/dev/null
            [[ "${COMPREPLY[0]}" == *= || "${COMPREPLY[0]}" == */ ]] || compopt +o nospace 2>/dev/null
            [[ "${current}" == *=* ]] && COMPREPLY=("${COMPREPLY[@]#"${current%%=*}="}")
        fi
    }

    complete -o filenames -F _credlint_line credlint

    """
  }

  private static func zsh(_ names: String) -> String {
    """
    functions[_credlint_command]="${functions[_credlint]}"

    _credlint() {
        local -i ret=1
        if [[ "${CURRENT}" -eq 2 || "${words[2]}" != (\(names)) ]]; then
            [[ "${CURRENT}" -eq 2 ]] && _credlint_command "${@}" && ret=0
            words=("${words[1]}" check "${(@)words[2,-1]}")
            (( CURRENT++ ))
        fi
        _credlint_command "${@}" && ret=0
        return "${ret}"
    }


    """
  }

  private static func fish(_ names: String) -> String {
    """

    functions -c __credlint_tokens __credlint_given_tokens

    function __credlint_tokens
        set -l tokens (__credlint_given_tokens $argv)
        set -l current (__credlint_given_tokens -t)
        if string match -q -- '-p*' $argv[1]; and not contains -- "$tokens[2]" \(names)
            if set -q tokens[2]; or string match -q -- '-*' $current
                set tokens $tokens[1] check $tokens[2..]
            end
        end
        printf '%s\\n' $tokens
    end

    complete -c 'credlint' -n '__credlint_should_offer_completions_for_positional "credlint" -eq 1' -F

    """
  }
}
