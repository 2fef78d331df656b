using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Tools;
using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>What a session hears of the subagents that it waits for: pure.</summary>
internal static class SubagentSteps
{
    /// <summary>What an update of a subagent's turn means for the session that started it.</summary>
    /// <param name="subagent">The subagent.</param>
    /// <param name="update">The update.</param>
    /// <returns>Null when it is not told.</returns>
    public static TurnUpdate.SubagentStep? Of(SubagentFacts subagent, TurnUpdate update) => update switch
    {
        TurnUpdate.ToolStarted started => new(subagent.Charter.Name, started.Tool) { Label = LabelOf(subagent) },
        TurnUpdate.Ended { Result: { Fate: TurnFate.Failed or TurnFate.Refused, Error: { } error } } =>
            new(subagent.Charter.Name, null) { Label = LabelOf(subagent), Failure = FailureAudience.IsOwner(Sessions.SessionType.Subagent, [subagent.Message]) || error is not LurkBotException known ? error.Message : known.ForSender },
        _ => null,
    };

    /// <summary>A step of a subagent's own subagent.</summary>
    /// <param name="subagent">The subagent.</param>
    /// <param name="step">What its subagent does.</param>
    /// <returns>Null when nothing is known of it.</returns>
    public static TurnUpdate.SubagentStep? Below(SubagentFacts subagent, TurnUpdate.SubagentStep step) =>
        step.Agent is not { } agent ? null : step with { Agent = $"{subagent.Charter.Name} › {agent}", Label = $"{subagent.Charter.Name} › {step.Label ?? agent}" };

    private static string LabelOf(SubagentFacts subagent) => $"{subagent.Charter.Name} “{EntryText.Shorten(subagent.Message.Content)}”";
}
