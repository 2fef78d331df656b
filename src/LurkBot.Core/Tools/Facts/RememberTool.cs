using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Tools;

/// <summary><c>remember</c>: keeps a fact for later conversations, or proposes it (RULES RE8, RE9).</summary>
/// <param name="facts">Keeps facts.</param>
internal sealed class RememberTool(TurnFacts facts) : BuiltInTool(
    TurnFacts.RememberTool,
    "Keeps one fact about the person or the group for all later conversations with them, such as a preference, a name or a date that will matter again. Not for what matters only now, and never for passwords or keys. The result says whether it is kept or waits for the person's yes.",
    """
    {"type":"object","properties":{
    "fact":{"type":"string","description":"One sentence, complete in itself, at most 300 characters."}},
    "required":["fact"],"additionalProperties":false}
    """)
{
    protected override async ValueTask<string> RunAsync(ToolInput input, CallFacts _, CancellationToken cancellationToken)
    {
        var isSuspect = await facts.IsSuspectAsync(cancellationToken);
        var entry = new FactEntry
        {
            Content = input.Text("fact"),
            Sender = isSuspect ? facts.Speaker with { Trust = Trust.Low } : facts.Speaker,
            Proposed = isSuspect || facts.Mode is not FactsMode.Auto,
            Sources = [facts.Sources],
            Actor = "lurkbot",
            Reason = TurnFacts.RememberTool,
        };
        var (fact, isNew) = await facts.Memory.AddAsync(facts.Scope, entry, cancellationToken);
        if (!isNew)
            return $"That is {(fact.IsProposed ? "proposed" : "known")} already: {fact.ToLine()}";
        if (!fact.IsProposed)
            return $"Remembered as #{fact.Name}.";
        facts.Tell($"To remember: {fact.Text} To accept it: /memory accept {fact.Name}");
        return $"Proposed as #{fact.Name}, and not remembered yet: {(facts.Scope.IsGroup ? "the owner accepts it" : "the person accepts it")} with: /memory accept {fact.Name}";
    }
}
