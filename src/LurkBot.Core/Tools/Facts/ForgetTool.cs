using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Tools;

/// <summary><c>forget</c>: takes a fact back that is remembered of the person or the group.</summary>
/// <param name="facts">Keeps facts.</param>
internal sealed class ForgetTool(TurnFacts facts) : BuiltInTool(
    TurnFacts.ForgetTool,
    "Forgets a fact that is remembered of the person or the group, because they ask for it or it is no longer true.",
    """
    {"type":"object","properties":{
    "id":{"type":"string","description":"The fact's number, as the facts before the conversation show it, such as 3."}},
    "required":["id"],"additionalProperties":false}
    """)
{
    protected override async ValueTask<string> RunAsync(ToolInput input, CallFacts _, CancellationToken cancellationToken)
    {
        var known = await facts.Memory.FindAsync(facts.Scope, input.Text("id"), cancellationToken);
        if (await facts.IsSuspectAsync(cancellationToken))
            throw new ToolRefusedException($"This turn has read text of others, which may have asked for it. The person forgets it with: /memory forget {known.Name}");
        var forgotten = await facts.Memory.ForgetAsync(facts.Scope, known.Name, new SessionChange("lurkbot", TurnFacts.ForgetTool), cancellationToken);
        return $"Forgotten: {forgotten.Text}";
    }
}
