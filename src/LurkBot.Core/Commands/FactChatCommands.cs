using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Facts;
using LurkBot.Sessions;

namespace LurkBot.Commands;

/// <summary>The chat commands <c>/remember</c> and <c>/memory</c>: the facts of the person in their own chats, and of a group in the group (RULES RE9).</summary>
internal static class FactChatCommands
{
    private const string Usage = "Say /memory, or one of: /memory accept ID, /memory edit ID TEXT, /memory forget ID";

    /// <summary>Remembers a fact.</summary>
    /// <param name="context">What it works with.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public static async Task<CommandReply> RememberAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Argument.Length == 0)
            return new CommandReply("Say what to remember: /remember TEXT");
        if (await FindAsync(context, cancellationToken) is not var (memory, scope))
            return None(context);
        // In a group each member could write into what all of its turns read.
        var isProposed = scope.IsGroup && !context.IsOwner;
        var (fact, isNew) = await memory.AddAsync(scope, new FactEntry { Content = context.Argument, Sender = context.Speaker, Proposed = isProposed, Actor = context.Actor, Reason = "/remember" }, cancellationToken);
        return new CommandReply(
            !isNew ? $"That is {(fact.IsProposed ? "proposed" : "known")} already: {fact.ToLine()}"
            : isProposed ? $"Proposed: {fact.ToLine()} The owner accepts it with: /memory accept {fact.Name}"
            : $"Remembered: {fact.ToLine()}");
    }

    /// <summary>Lists facts, or accepts, edits or forgets one.</summary>
    /// <param name="context">What it works with.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public static async Task<CommandReply> MemoryAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (await FindAsync(context, cancellationToken) is not var (memory, scope))
            return None(context);
        if (context.Argument.Length == 0)
        {
            var facts = await memory.ReadAsync(scope, cancellationToken);
            return new CommandReply(facts.Count == 0 ? "Nothing is remembered here. To remember something: /remember TEXT" : string.Join('\n', facts.Select(fact => fact.ToLine())));
        }

        if (scope.IsGroup && !context.IsOwner)
            return new CommandReply("What is remembered of a group is the owner's choice.");
        var change = new SessionChange(context.Actor, "/memory");
        return new CommandReply(context.Argument.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["accept", var id] => $"Remembered: {(await memory.AcceptAsync(scope, id, change, cancellationToken)).ToLine()}",
            ["edit", var id, var text] => $"Remembered: {(await memory.EditAsync(scope, id, text, context.Speaker, change, cancellationToken)).ToLine()}",
            ["forget", var id] => $"Forgotten: {(await memory.ForgetAsync(scope, id, change, cancellationToken)).Text}",
            _ => throw new FactException(Usage),
        });
    }

    private static async ValueTask<(FactMemory Memory, FactScope Scope)?> FindAsync(CommandContext context, CancellationToken cancellationToken) =>
        context.Services.Facts is { } memory && await memory.ScopeOfAsync(context.Session.Key, context.ByAccount, cancellationToken) is { } scope ? (memory, scope) : null;

    private static CommandReply None(CommandContext context) => new(
        context.Services.Facts is not null ? "Nothing is remembered of a conversation in which several people write, or a subagent."
        : context.Services.Options.Context.Facts is FactsMode.Off ? "Nothing is remembered: LURKBOT_FACTS is off."
        : "Nothing is kept here, so nothing is remembered.");
}
