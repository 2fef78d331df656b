using Microsoft.Extensions.AI;

namespace LurkBot.Tools;

/// <summary>Refuses a call whose arguments could not be read; the framework passes none then.</summary>
/// <param name="inner">The tool.</param>
public sealed class SoundCallFunction(AIFunction inner) : DelegatingAIFunction(inner)
{
    /// <inheritdoc/>
    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        FunctionInvokingChatClient.CurrentContext?.CallContent.Exception is { } unreadable
            ? throw new ToolRefusedException($"The arguments of the call are no JSON object: {unreadable.Message}", unreadable)
            : base.InvokeCoreAsync(arguments, cancellationToken);
}
