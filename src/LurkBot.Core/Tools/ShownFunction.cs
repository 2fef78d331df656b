using Microsoft.Extensions.AI;

namespace LurkBot.Tools;

/// <summary>Says that a tool runs, before it does.</summary>
/// <param name="inner">The tool.</param>
/// <param name="show">Gets one line: the tool and what it does; text from a model.</param>
public sealed class ShownFunction(AIFunction inner, Action<string> show) : DelegatingAIFunction(inner)
{
    private const int Longest = 160;

    /// <inheritdoc/>
    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var call = ToolCallText.Describe(Name, arguments);
        var line = $"⚙ {Name} {call}".TrimEnd().ReplaceLineEndings(" ");
        show(line.Length <= Longest ? line : line[..(char.IsHighSurrogate(line[Longest - 1]) ? Longest - 1 : Longest)] + "…");
        return base.InvokeCoreAsync(arguments, cancellationToken);
    }
}
