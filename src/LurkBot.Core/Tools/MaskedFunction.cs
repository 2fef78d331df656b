using LurkBot.Text;
using Microsoft.Extensions.AI;

namespace LurkBot.Tools;

/// <summary>Masks the owner's keys in what a tool gives, before it is recorded, kept or shown: output, pages, names of files, errors.</summary>
/// <param name="inner">The tool.</param>
/// <param name="secrets">The keys.</param>
internal sealed class MaskedFunction(AIFunction inner, KnownSecrets secrets) : DelegatingAIFunction(inner)
{
    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await base.InvokeCoreAsync(arguments, cancellationToken) is var result && result is string text ? secrets.Mask(text) : result;
        }
        catch (Exception e) when (e is not OperationCanceledException && secrets.Mask(e.Message) is var masked && masked != e.Message)
        {
            // What is thrown is told and recorded with its message; the one that holds the key must not be among its causes.
            throw new ToolRefusedException(masked);
        }
    }
}
