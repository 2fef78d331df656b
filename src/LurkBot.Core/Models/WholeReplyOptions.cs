using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Options of a request whose reply is asked for in one piece, although the decorators above the provider's wire pass it on as a stream.</summary>
internal sealed class WholeReplyOptions : ChatOptions
{
    /// <summary>Marks options.</summary>
    /// <param name="options">The caller's; null for none.</param>
    public WholeReplyOptions(ChatOptions? options)
        : base(options)
    {
    }

    /// <inheritdoc/>
    public override ChatOptions Clone() => new WholeReplyOptions(this);
}
