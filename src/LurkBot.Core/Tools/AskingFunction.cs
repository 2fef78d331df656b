using Microsoft.Extensions.AI;

namespace LurkBot.Tools;

/// <summary>Runs a tool only when the owner agrees; a refusal is the call's result, so the journal stays whole.</summary>
/// <param name="inner">The tool.</param>
/// <param name="folder">The folder that it works in.</param>
/// <param name="ask">Asks, or knows the answer.</param>
public sealed class AskingFunction(AIFunction inner, string folder, Func<ToolQuestion, CancellationToken, Task<bool>> ask) : DelegatingAIFunction(inner)
{
    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        await ask(new ToolQuestion(Name, ToolCallText.Detail(Name, arguments), folder), cancellationToken)
            ? await base.InvokeCoreAsync(arguments, cancellationToken)
            : throw new ToolRefusedException("The owner did not allow it. Do not try it another way; say what you wanted to do and why.");
}
