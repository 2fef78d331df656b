using System.Globalization;
using LurkBot.Access;
using LurkBot.Entries;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Tools;

/// <summary>What the tools of one turn do with other sessions.</summary>
/// <param name="Exchange">Finds, reads and sends.</param>
/// <param name="Actor">The turn.</param>
/// <param name="Session">The turn's session.</param>
/// <param name="Turn">The turn's id.</param>
/// <param name="OnBehalfOf">Who wrote the turn's last message, with the turn's trust.</param>
/// <param name="Cause">The chain that the turn answers; null when it answers a person.</param>
internal sealed record TurnExchange(ISessionExchange Exchange, SessionActor Actor, IStoredSession Session, long Turn, Sender OnBehalfOf, MessageOrigin? Cause)
{
    /// <summary>The tool that sends.</summary>
    public const string SendTool = "sessions_send";

    /// <summary>How the result of a message begins that the platform has: it makes no session answer.</summary>
    public const string Sent = "Message sent to ";

    /// <summary>The tools that read and send beyond the session, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> Tools { get; } = ["sessions_list", "sessions_history", "sessions_search", "session_status", SendTool];

    /// <summary>The sender of a call's message: under the call's name, so that a call that is run again says nothing twice.</summary>
    /// <param name="facts">The call.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<ExchangeSender> SenderOfAsync(CallFacts facts, CancellationToken cancellationToken)
    {
        var turn = await Session.ReadAfterAsync(Turn - 1, cancellationToken);
        return new ExchangeSender(OnBehalfOf, string.Create(CultureInfo.InvariantCulture, $"{Session.Info.Id.Value:N}/{Turn}/{facts.CallId}"))
        {
            Actor = Actor,
            Session = Session,
            Cause = Cause,
            SentBefore = turn.OfType<ToolEntry>().Count(result => result is { Name: SendTool, Error: false } && result.Turn == Turn && !result.Content.StartsWith(Sent, StringComparison.Ordinal)),
        };
    }
}
