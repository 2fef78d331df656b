using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Operations;
using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>The assistant behind every door: in the same process, or in a gateway that runs. Thread-safe.</summary>
internal interface IAssistant : IAsyncDisposable
{
    /// <summary>Opens a session; one that does not exist is made with its first message.</summary>
    /// <param name="name">A name of one of the owner's terminal sessions, or a whole key.</param>
    /// <param name="request">How the door wants it.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <exception cref="LurkBotException">The name is not allowed.</exception>
    ValueTask<SessionView> OpenAsync(string name, DoorRequest request, CancellationToken cancellationToken);

    /// <summary>Accepts a message. When it returns, the message is durable.</summary>
    /// <param name="message">The message.</param>
    /// <param name="request">How the door wants it.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>The id of its entry; of an earlier one when its source was accepted before.</returns>
    /// <exception cref="LurkBotException">It cannot be stored or answered; nothing was changed.</exception>
    ValueTask<long> AcceptAsync(InboundMessage message, DoorRequest request, CancellationToken cancellationToken);

    /// <summary>Answers what waits in a session, up to a message.</summary>
    /// <param name="key">The session.</param>
    /// <param name="upTo">The door's own message; null answers all that wait.</param>
    /// <param name="request">How the door wants it.</param>
    /// <param name="cancellationToken">Stops the turn that runs; what came of it is kept.</param>
    /// <returns>What happens. When a question is asked, the stream ends: answer it, and run again.</returns>
    /// <exception cref="LurkBotException">The message was taken back, or is answered elsewhere (<see cref="MessageAcceptedException"/>).</exception>
    IAsyncEnumerable<TurnUpdate> RunAsync(SessionKey key, long? upTo, DoorRequest request, CancellationToken cancellationToken);

    /// <summary>Asks the turn that runs in a session to stop, in whatever process.</summary>
    /// <param name="key">The session.</param>
    /// <param name="all">Whether messages that wait are cancelled too.</param>
    /// <param name="change">Who asks for it, and how.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>What was done.</returns>
    ValueTask<StopResult> StopAsync(SessionKey key, bool all, SessionChange change, CancellationToken cancellationToken);

    /// <summary>Answers the question whether a tool call may run.</summary>
    /// <param name="key">The session.</param>
    /// <param name="question">The question.</param>
    /// <param name="decision">The answer.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>Whether the answer counts, and why not.</returns>
    ValueTask<ApprovalOutcome> AnswerAsync(SessionKey key, ApprovalEntry question, ApprovalDecision decision, CancellationToken cancellationToken);

    /// <summary>Runs a chat command.</summary>
    /// <param name="key">The session.</param>
    /// <param name="line">The line, beginning with a slash.</param>
    /// <param name="request">How the door wants it.</param>
    /// <param name="cancellationToken">Stops what takes a while.</param>
    /// <returns>What it has to say; null when there is no such command.</returns>
    /// <exception cref="LurkBotException">It could not be done.</exception>
    ValueTask<CommandReply?> CommandAsync(SessionKey key, string line, DoorRequest request, CancellationToken cancellationToken);

    /// <summary>Takes back the last turn, to be answered again.</summary>
    /// <param name="key">The session.</param>
    /// <param name="request">How the door wants it.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>What was said in it; null when something else came last.</returns>
    ValueTask<TakenBackMessage?> TakeBackAsync(SessionKey key, DoorRequest request, CancellationToken cancellationToken);

    /// <summary>Compacts a session that has grown, if it is not done in the background.</summary>
    /// <param name="key">The session.</param>
    /// <param name="request">How the door wants it.</param>
    /// <param name="cancellationToken">Stops it; what is done stays.</param>
    /// <returns>What was done, in a sentence; null for nothing.</returns>
    ValueTask<string?> CompactAsync(SessionKey key, DoorRequest request, CancellationToken cancellationToken);

    /// <summary>Sends a message to a session as the owner's command does: posted in its chat on a platform, else answered by the session itself.</summary>
    /// <param name="to">A key, alias, <c>#channel</c>, <c>@person</c> or title.</param>
    /// <param name="text">What is said.</param>
    /// <param name="wait">Whether the session is asked, and its answer wanted.</param>
    /// <param name="id">Names the message: sent again under the same name, it is not said twice.</param>
    /// <param name="cancellationToken">Stops the wait; what is durable stays.</param>
    /// <returns>What became of it, or the answer.</returns>
    /// <exception cref="LurkBotException">It was not sent, or there is no such session.</exception>
    ValueTask<SentJson> SendAsync(string to, string text, bool wait, string id, CancellationToken cancellationToken);

    /// <summary>Explains what a session may do, and which rule says so.</summary>
    /// <param name="key">The session; it need not exist yet.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    ValueTask<ExplanationJson> ExplainAsync(SessionKey key, CancellationToken cancellationToken);

    /// <summary>What the model would see of a session now, and what is left out.</summary>
    /// <param name="key">The session.</param>
    /// <param name="model">As another model would see it; null for the session's own.</param>
    /// <param name="withMessages">Whether the messages themselves are wanted.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="LurkBotException">There is no such session.</exception>
    ValueTask<ContextJson> ViewContextAsync(SessionKey key, string? model, bool withMessages, CancellationToken cancellationToken);
}
