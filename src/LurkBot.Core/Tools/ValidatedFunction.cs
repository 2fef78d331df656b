using LurkBot.Turns;
using LurkBot.Workspaces;
using Microsoft.Extensions.AI;

namespace LurkBot.Tools;

/// <summary>Refuses a call that its tool would not understand, or that was not approved.</summary>
/// <param name="inner">The tool.</param>
internal sealed class ValidatedFunction(AIFunction inner) : DelegatingAIFunction(inner)
{
    private const int LongestName = 100;

    /// <inheritdoc/>
    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        if (Problem(this, arguments) is { } problem)
            throw problem;
        return CallFacts.In(arguments).Denial is { } denial ? throw new ToolRefusedException(denial) : base.InvokeCoreAsync(arguments, cancellationToken);
    }

    /// <summary>Why a tool would not understand a call; null when it would.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="arguments">What the model passed.</param>
    internal static ToolRefusedException? Problem(AIFunction tool, AIFunctionArguments arguments)
    {
        // The framework passes no arguments at all then.
        if (FunctionInvokingChatClient.CurrentContext?.CallContent.Exception is { } unreadable)
            return new ToolRefusedException($"The arguments of the call are not a JSON object: {unreadable.Message}", unreadable);
        return UnknownArgument(tool, arguments.Keys);
    }

    /// <summary>An argument that is passed over in silence would let a model believe that it did something.</summary>
    private static ToolRefusedException? UnknownArgument(AIFunction tool, IEnumerable<string> given)
    {
        if (!tool.JsonSchema.TryGetProperty("properties", out var known))
            return null;
        foreach (var argument in given)
        {
            if (!known.TryGetProperty(argument, out _))
                return new ToolRefusedException($"{tool.Name} has no argument {ShownName.Of(argument.Length <= LongestName ? argument : argument[..LongestName] + "…")}. It has: {string.Join(", ", known.EnumerateObject().Select(property => property.Name))}.");
        }

        return null;
    }
}
