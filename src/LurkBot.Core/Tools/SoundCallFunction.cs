using LurkBot.Workspaces;
using Microsoft.Extensions.AI;

namespace LurkBot.Tools;

/// <summary>Refuses a call that its tool would not understand, before anybody is asked whether it may run.</summary>
/// <param name="inner">The tool.</param>
public sealed class SoundCallFunction(AIFunction inner) : DelegatingAIFunction(inner)
{
    private const int LongestName = 100;

    /// <inheritdoc/>
    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        // The framework passes no arguments at all then.
        if (FunctionInvokingChatClient.CurrentContext?.CallContent.Exception is { } unreadable)
            throw new ToolRefusedException($"The arguments of the call are no JSON object: {unreadable.Message}", unreadable);
        RequireKnown(arguments.Keys);
        return base.InvokeCoreAsync(arguments, cancellationToken);
    }

    /// <summary>An argument that is passed over in silence would let a model believe that it did something.</summary>
    private void RequireKnown(IEnumerable<string> given)
    {
        var known = JsonSchema.GetProperty("properties");
        foreach (var argument in given)
        {
            if (!known.TryGetProperty(argument, out _))
                throw new ToolRefusedException($"{Name} has no argument {ShownName.Of(argument.Length <= LongestName ? argument : argument[..LongestName] + "…")}. It has: {string.Join(", ", known.EnumerateObject().Select(property => property.Name))}.");
        }
    }
}
