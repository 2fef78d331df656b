using LurkBot.Text;

namespace LurkBot.Turns;

/// <summary>What a stop did.</summary>
/// <param name="IsAsked">Whether the process that runs the turn was asked to stop it.</param>
/// <param name="Turns">How many open turns that no process runs were cancelled.</param>
/// <param name="Messages">How many waiting messages were cancelled.</param>
internal sealed record StopResult(bool IsAsked, int Turns, int Messages)
{
    /// <summary>How many messages still wait.</summary>
    public int Waiting { get; init; }

    /// <summary>Whether there was anything to stop.</summary>
    public bool IsAnything => IsAsked || Turns > 0 || Messages > 0;

    /// <summary>What was done, in a sentence.</summary>
    /// <returns>Such as <c>Cancelled 1 waiting message and 1 open turn.</c></returns>
    public override string ToString()
    {
        var messages = Messages == 0 ? null : Plural.Of(Messages, "waiting message");
        var turns = Turns == 0 ? null : Plural.Of(Turns, "open turn");
        var cancelled = messages is null && turns is null ? null : $"Cancelled {string.Join(" and ", new[] { messages, turns }.OfType<string>())}.";
        if (!IsAnything)
            return Waiting == 0 ? "Nothing runs or waits in this session." : $"No turn runs in this session; {Plural.Of(Waiting, "message waits", "messages wait")} for an answer.";
        return string.Join(' ', new[] { IsAsked ? "Asked the turn to stop." : null, cancelled }.OfType<string>());
    }
}
