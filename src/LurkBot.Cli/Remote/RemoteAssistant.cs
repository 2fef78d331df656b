using System.Runtime.CompilerServices;
using LurkBot.Cli.Chat;
using LurkBot.Commands;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Operations;
using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Cli.Remote;

/// <summary>The assistant of a gateway that runs. Turns belong to the gateway: a stream that breaks is read on from where it broke.</summary>
/// <param name="client">Speaks with the gateway.</param>
/// <param name="time">The clock.</param>
/// <param name="onNote">Told what the person who waits should know.</param>
internal sealed class RemoteAssistant(GatewayClient client, TimeProvider time, Action<string> onNote) : IAssistant
{
    private const string Gone = "The gateway went away; waiting up to 30 seconds for it to come back.";

    /// <summary>How long a gateway that is gone is waited for: it may be restarting.</summary>
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(300);

    /// <summary>The run of each session that is read, or was last.</summary>
    private readonly Dictionary<SessionKey, long?> runs = [];

    /// <inheritdoc/>
    public async ValueTask<SessionView> OpenAsync(string name, DoorRequest request, CancellationToken cancellationToken) =>
        (await client.PostAsync("/api/open", new WireOpen { Name = name, Door = WireDoor.Of(request) }, WireJson.Default.WireOpen, WireJson.Default.WireSession, cancellationToken)).ToView();

    /// <inheritdoc/>
    public async ValueTask<long> AcceptAsync(InboundMessage message, DoorRequest request, CancellationToken cancellationToken)
    {
        // A message with a source is accepted once, however often it is sent.
        var accepted = await RepeatAsync(_ => client.PostAsync(PathOf(message.Key, "messages"), WireMessage.Of(message, request), WireJson.Default.WireMessage, WireJson.Default.WireAccepted, cancellationToken));
        return accepted.Id;
    }

    /// <inheritdoc/>
    public async ValueTask<SentJson> SendAsync(string to, string text, bool wait, string id, CancellationToken cancellationToken) =>
        await RepeatAsync(_ => client.PostAsync("/api/send", new WireSend { To = to, Text = text, Wait = wait, Id = id }, WireJson.Default.WireSend, WireJson.Default.SentJson, cancellationToken));

    /// <inheritdoc/>
    public async IAsyncEnumerable<TurnUpdate> RunAsync(SessionKey key, long? upTo, DoorRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // After an approval the same message is run again: what it was asked before is over.
        var (from, isAnew, stop) = (0, runs.TryGetValue(key, out var last) && last == upTo, (Task?)null);
        runs[key] = upTo;
        using var leave = new CancellationTokenSource();
        // The turn is the gateway's: closing the terminal leaves it, Ctrl-C stops it.
        await using var registration = cancellationToken.Register(() => stop = Termination.ExitCode is not null ? leave.CancelAsync() : StopAsync(key, all: false, new SessionChange("owner", "Ctrl-C"), CancellationToken.None).AsTask());
        // Said in the stream, where it does not tear a line of the reply.
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var updates = new ReconnectingReader(client, time, PathOf(key, "updates"), upTo, WireDoor.Of(request), MostPatience, BetweenTries, () => gone.TrySetResult());
        while (true)
        {
            var reading = updates.ReadAsync(from, isAnew, leave.Token).AsTask();
            while (await Task.WhenAny(reading, gone.Task) != reading)
            {
                gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                yield return new TurnUpdate.Note(Gone);
            }

            var read = await reading;
            if (client.TakeChange() is { } change)
                yield return new TurnUpdate.Note(change);
            if (read is not { } next)
                break;
            (from, isAnew) = (next.Number + 1, false);
            if (next.Update.ToUpdate() is { } update)
                yield return update;
        }

        if (stop is not null)
            await stop;
        // The turn was stopped, but the door's message was another's or had not begun.
        if (upTo is null)
            cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public async ValueTask<StopResult> StopAsync(SessionKey key, bool all, SessionChange change, CancellationToken cancellationToken) =>
        await FindAsync(client.PostAsync(PathOf(key, "stop"), new WireStop { All = all, Reason = change.Reason }, WireJson.Default.WireStop, WireJson.Default.WireStopped, cancellationToken)) is { } stopped ? stopped.ToResult() : new StopResult(false, 0, 0);

    /// <inheritdoc/>
    public async ValueTask<ApprovalOutcome> AnswerAsync(SessionKey key, ApprovalEntry question, ApprovalDecision decision, CancellationToken cancellationToken) => await RepeatAsync(async isAgain =>
    {
        var answer = new WireAnswer { Question = WireEntry.Write(question), Decision = decision, UpTo = runs.GetValueOrDefault(key) };
        var outcome = (await FindAsync(client.PostAsync(PathOf(key, "approvals"), answer, WireJson.Default.WireAnswer, WireJson.Default.WireOutcome, cancellationToken)))?.Outcome ?? ApprovalOutcome.Ended;
        // The first try may have arrived.
        return isAgain && outcome is ApprovalOutcome.AnsweredBefore ? ApprovalOutcome.Stored : outcome;
    });

    /// <inheritdoc/>
    public async ValueTask<CommandReply?> CommandAsync(SessionKey key, string line, DoorRequest request, CancellationToken cancellationToken)
    {
        if (ChatCommandCatalogue.Find(ChatCommandCatalogue.Split(line).Name) is null)
            return null;
        var command = new WireCommand { Line = line, Begins = true, Door = WireDoor.Of(request) };
        var reply = await client.PostAsync(PathOf(key, "commands"), command, WireJson.Default.WireCommand, WireJson.Default.WireReply, cancellationToken);
        if (client.TakeChange() is { } change)
            onNote(change);
        return new CommandReply(reply.Text) { GoTo = reply.GoTo is null ? null : SessionKey.Parse(reply.GoTo) };
    }

    /// <inheritdoc/>
    public async ValueTask<TakenBackMessage?> TakeBackAsync(SessionKey key, DoorRequest request, CancellationToken cancellationToken)
    {
        var taken = await FindAsync(client.PostAsync(PathOf(key, "retry"), WireDoor.Of(request), WireJson.Default.WireDoor, WireJson.Default.WireTakenBack, cancellationToken));
        return taken is null ? null : new TakenBackMessage(taken.Text, taken.Attachments);
    }

    /// <inheritdoc/>
    public ValueTask<string?> CompactAsync(SessionKey key, DoorRequest request, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    /// <inheritdoc/>
    public async ValueTask<ExplanationJson> ExplainAsync(SessionKey key, CancellationToken cancellationToken) =>
        await client.GetAsync(PathOf(key, "explanation"), ReportJson.Compact.ExplanationJson, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ContextJson> ViewContextAsync(SessionKey key, string? model, bool withMessages, CancellationToken cancellationToken)
    {
        var path = $"{PathOf(key, "context")}?messages={(withMessages ? "true" : "false")}{(model is null ? "" : $"&model={Uri.EscapeDataString(model)}")}";
        return await client.GetAsync(path, ReportJson.Compact.ContextJson, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Asks for something that may be asked for twice, also while the gateway restarts.</summary>
    /// <param name="ask">Asks; its argument says whether it was asked before.</param>
    private async Task<T> RepeatAsync<T>(Func<bool, Task<T>> ask)
    {
        var since = time.GetTimestamp();
        for (var isAgain = false; ; isAgain = true)
        {
            try
            {
                return await ask(isAgain);
            }
            catch (GatewayGoneException) when (time.GetElapsedTime(since) < MostPatience)
            {
                if (!isAgain)
                    onNote(Gone);
                await Task.Delay(BetweenTries, time);
            }
        }
    }

    /// <summary>What was asked for; null where the gateway has no such thing.</summary>
    private static async Task<T?> FindAsync<T>(Task<T> asked)
        where T : class
    {
        try
        {
            return await asked;
        }
        catch (RemoteException e) when (e.Kind is ErrorKind.NotFound)
        {
            return null;
        }
    }

    private static string PathOf(SessionKey key, string what) => $"/api/sessions/{Uri.EscapeDataString(key.ToString())}/{what}";
}
