namespace LurkBot.Sessions;

/// <summary>What changes when the history of one session comes under a key whose readers or trust are others. Only the owner decides on that, having been told.</summary>
internal sealed record TrustChange
{
    private const string Terminal = "cli";

    private TrustChange(SessionKey from, SessionKey to) => (From, To) = (from, to);

    /// <summary>The option that says yes on a command line.</summary>
    public const string Option = "--change-trust";

    /// <summary>The session whose history it is.</summary>
    public SessionKey From { get; }

    /// <summary>The key that the history comes under.</summary>
    public SessionKey To { get; }

    /// <summary>Whether others than before can read the history.</summary>
    public bool HasOtherReaders { get; private init; }

    /// <summary>Whether what is in the history gets more trust than it had.</summary>
    public bool RaisesTrust { get; private init; }

    /// <summary>What a yes means, in whole sentences.</summary>
    public string Explanation => string.Join(' ', Sentences());

    /// <summary>Compares two keys.</summary>
    /// <param name="from">The session whose history it is.</param>
    /// <param name="to">The key that it comes under.</param>
    /// <returns>Null when neither readers nor trust change.</returns>
    public static TrustChange? Between(SessionKey from, SessionKey to)
    {
        var change = new TrustChange(from, to)
        {
            HasOtherReaders = to.Type != SessionType.Main && (Audience(to.Type) > Audience(from.Type) || (to.Channel != Terminal && (to.Channel != from.Channel || to.ChatId != from.ChatId))),
            RaisesTrust = to.Type.MaximumTrust() > from.Type.MaximumTrust(),
        };
        return change is { HasOtherReaders: false, RaisesTrust: false } ? null : change;
    }

    /// <summary>The refusal, for callers that cannot ask.</summary>
    /// <param name="command">How the owner says yes.</param>
    public TrustChangeException Refuse(string command) => new($"{Explanation} Nothing was changed. To do it all the same: {command}");

    /// <summary>How many take part: one's own agents see no more than oneself.</summary>
    private static int Audience(SessionType type) => type switch
    {
        SessionType.Main or SessionType.Subagent => 0,
        SessionType.Dm => 1,
        _ => 2,
    };

    private IEnumerable<string> Sentences()
    {
        if (HasOtherReaders)
            yield return $"Everyone who takes part in {To} could learn from now on what was said in {From}.";
        if (RaisesTrust)
            yield return To.Type == SessionType.Main
                ? $"What others wrote in {From} would be treated with full trust: {To} can use tools on this machine."
                : $"What others wrote in {From} would be treated with the partial trust of {To}.";
    }
}
