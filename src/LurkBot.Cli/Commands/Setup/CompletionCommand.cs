using System.CommandLine;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot completion</c>: a script that makes the shell complete commands, options and session keys.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # Session keys hold colons: they must not break words, or only what follows the last one is completed.
        COMP_WORDBREAKS=${COMP_WORDBREAKS//:/}
        _lurkbot() {
          # Names come from other people: they are quoted, never expanded.
          local word=${COMP_WORDS[COMP_CWORD]} found quoted
          COMPREPLY=()
          while IFS= read -r found; do
            [[ -n $found ]] || continue
            printf -v quoted %q "$found"
            if [[ $found == "$word"* || $quoted == "$word"* ]]; then COMPREPLY+=("$quoted"); fi
          done < <(lurkbot "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
          # A folder goes on.
          if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == */ ]]; then compopt -o nospace 2>/dev/null; fi
        }
        complete -F _lurkbot lurkbot
        """;

    private const string Zsh = """
        _lurkbot() {
          local -a found
          found=("${(@f)$(lurkbot "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          found=("${(@)found:#}")
          compadd -- $found
        }
        compdef _lurkbot lurkbot
        """;

    private const string Fish = """
        complete -c lurkbot -f -a '(lurkbot "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print the completion script of a shell; for bash: source <(lurkbot completion bash)") { shell };
        command.SetAction(result =>
        {
            Console.WriteLine(result.GetValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                _ => Fish,
            });
            return ExitCodes.Success;
        });
        return command;
    }
}
