using LurkBot.Sessions;

namespace LurkBot.Access;

/// <summary>Decides which sessions a turn may read and send to: pure, by sessions and by people, and by nothing that anybody says.</summary>
internal static class AccessRules
{
    /// <summary>Why a turn may not send to its own session.</summary>
    public const string Itself = "it is this session itself";

    /// <summary>Why a turn may not send to a session that it may read.</summary>
    public const string MoreTrust = "nothing is sent to a session of more trust";

    /// <summary>Why a turn may not read a session.</summary>
    /// <param name="actor">The turn.</param>
    /// <param name="own">The turn's own session.</param>
    /// <param name="target">The session.</param>
    /// <returns>The rule, in words; null when it may.</returns>
    public static string? WhyNotRead(SessionActor actor, SessionFacts own, SessionFacts target)
    {
        if (target.Key == actor.Key)
            return null;
        if (target.Key.Channel is SessionKey.MemoryChannel)
            return "what is remembered of people is not read as a session";
        var isSeen = actor.Visibility switch
        {
            Visibility.All => true,
            Visibility.Person => IsFamily(actor.Key, own, target) || IsOfSamePerson(actor, own, target),
            Visibility.Tree => IsFamily(actor.Key, own, target),
            _ => false,
        };
        return isSeen ? null : $"its visibility is {Name(actor.Visibility)}";
    }

    /// <summary>Why a turn may not send to a session: nothing goes to a session that it may not read, or to one of more trust.</summary>
    /// <param name="actor">The turn.</param>
    /// <param name="own">The turn's own session.</param>
    /// <param name="target">The session.</param>
    /// <returns>The rule, in words; null when it may.</returns>
    public static string? WhyNotSend(SessionActor actor, SessionFacts own, SessionFacts target) =>
        target.Key == actor.Key ? Itself
        : WhyNotRead(actor, own, target) is { } denial ? denial
        : actor.Trust < target.MostTrust ? MoreTrust
        : null;

    /// <summary>A visibility as settings write it.</summary>
    /// <param name="visibility">The visibility.</param>
    public static string Name(Visibility visibility) => visibility switch
    {
        Visibility.All => "all",
        Visibility.Person => "person",
        Visibility.Tree => "tree",
        _ => "self",
    };

    /// <summary>Reads a visibility as settings write it; what is not known sees nothing.</summary>
    /// <param name="text">The word.</param>
    public static Visibility VisibilityOf(string text) => text switch
    {
        "all" => Visibility.All,
        "person" => Visibility.Person,
        "tree" => Visibility.Tree,
        _ => Visibility.Self,
    };

    private static bool IsFamily(SessionKey actor, SessionFacts own, SessionFacts target) => own.Parents.Contains(target.Key) || target.Parents.Contains(actor);

    /// <summary>Whether one person alone speaks in this turn, in its session, and in the other.</summary>
    private static bool IsOfSamePerson(SessionActor actor, SessionFacts own, SessionFacts target) =>
        target.Key.Type is SessionType.Main or SessionType.Dm && actor.Key.Type is SessionType.Main or SessionType.Dm
        && actor.People.Distinct().ToList() is [var person]
        && own.People.All(known => known == person)
        && target.People.Count > 0 && target.People.All(known => known == person);
}
