using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests;

/// <summary>Accepts one message and has it answered by the real runner, with a model and tools of the test's own.</summary>
internal sealed class TestTurn(IStoredSession session, IChatClient client, SessionTurnOptions options, TimeProvider time) : ITurnSetup
{
    /// <summary>Names the home of all sessions that are used so.</summary>
    private static readonly MemorySessionStore Home = new(TimeProvider.System);

    private static readonly SessionInbox Inbox = new(Home, TimeProvider.System);

    public Action<string>? OnNote { get; init; }

    public Action<string>? OnReasoning { get; init; }

    public TurnApprovals Approvals { get; init; } = new([], canAsk: false, TimeSpan.Zero, (_, _, _) => new(true));

    /// <summary>All that was reported, but the text.</summary>
    public List<TurnUpdate> Updates { get; } = [];

    public Task<TurnResult> RunAsync(UserEntry message, Action<string>? onText, CancellationToken cancellationToken) => RunAsync(message, [], onText, cancellationToken);

    public async Task<TurnResult> RunAsync(UserEntry message, IReadOnlyList<FileContent> files, Action<string>? onText, CancellationToken cancellationToken)
    {
        var inbound = new InboundMessage(session.Info.Key, message.Content, message.Sender ?? new Sender("owner", null, Trust.Full), ReplyAddress.Cli) { Files = files, Attachments = message.Attachments, Source = message.Source };
        var accepted = await Inbox.AcceptAsync(session, inbound, CancellationToken.None);
        var runner = new SessionRunner(Home, Inbox, this, new SessionRunnerOptions(), time);
        TurnResult? result = null;
        Exception? failure = null;
        await foreach (var update in runner.RunAsync(session, new RunRequest("Ann", TimeSpan.FromSeconds(30)) { UpTo = accepted.Entry.Id }, cancellationToken))
        {
            switch (update)
            {
                case TurnUpdate.TextDelta piece:
                    try
                    {
                        onText?.Invoke(piece.Text);
                    }
                    catch (Exception e)
                    {
                        failure = e;
                    }

                    break;
                case TurnUpdate.ReasoningDelta thought:
                    OnReasoning?.Invoke(thought.Text);
                    break;
                case TurnUpdate.Note note:
                    OnNote?.Invoke(note.Text);
                    break;
                case TurnUpdate.Ended ended:
                    result = ended.Result;
                    break;
            }

            Updates.Add(update);
            if (failure is not null)
                break;
        }

        if (failure is not null)
            throw failure;
        return result is { Fate: TurnFate.Refused, Error: { } why } ? throw why : result ?? new TurnResult(TurnFate.Answered, "", "", null, "", null) { IsParked = true };
    }

    public ValueTask<PreparedTurn> PrepareAsync(IStoredSession held, IReadOnlyList<UserEntry> messages, long turn, Action<TurnUpdate> report, CancellationToken cancellationToken) =>
        new(new PreparedTurn(client, options, Approvals));
}
