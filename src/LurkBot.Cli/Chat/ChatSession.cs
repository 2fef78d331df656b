using System.Globalization;
using LurkBot.Cli.Composition;
using LurkBot.Commands;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;
using LurkBot.Tools;
using LurkBot.Turns;

namespace LurkBot.Cli.Chat;

/// <summary>One session as the terminal talks to it: a view over the assistant, in this process or in a gateway.</summary>
internal sealed class ChatSession
{
    /// <summary>A question that is painted closes at once; one that reads a line waits for its end.</summary>
    private static readonly TimeSpan ToClose = TimeSpan.FromMilliseconds(200);

    private const string Owner = "owner";

    private static readonly Sender Me = new(Owner, Environment.UserName, Trust.Full);

    private readonly Host host;
    private readonly IAssistant assistant;
    private readonly string name = Guid.CreateVersion7().ToString("N");
    private readonly HashSet<long> mine = [];
    private SessionView view;
    private int said;

    private ChatSession(Host host, IAssistant assistant, SessionView view, ChatSettings settings, long seen)
    {
        (this.host, this.assistant, this.view, Settings) = (host, assistant, view, settings);
        News = new ChatNews(host.Store, view.Key, seen, host.Time);
    }

    /// <summary>What others say in it meanwhile.</summary>
    public ChatNews News { get; }

    /// <summary>The session.</summary>
    public SessionKey Key => view.Key;

    /// <summary>What the command line said; kept for the sessions that the chat goes to.</summary>
    public ChatSettings Settings { get; private set; }

    /// <summary>Files that go with the next message, in whatever session.</summary>
    public PendingFiles Pending { get; private init; } = new();

    /// <summary>Whether what is said is written to disk.</summary>
    public bool IsKept => view.IsKept;

    /// <summary>The model of the next turn, as of the last look.</summary>
    public string Model => view.Model;

    /// <summary>Whether a message or a turn of the session waited when it was opened.</summary>
    public bool HasWaiting => view.HasWaiting;

    /// <summary>How many messages it held when it was opened.</summary>
    public int Messages => view.Messages;

    /// <summary>What was said in this session before it was opened, the oldest first.</summary>
    public IReadOnlyList<string> Said => view.Said;

    /// <summary>Opens a session by name or key; one that does not exist is made with its first message.</summary>
    /// <param name="host">Configuration and clock.</param>
    /// <param name="assistant">Answers.</param>
    /// <param name="name">The name or key.</param>
    /// <param name="settings">What the command line says.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <param name="pending">Files that wait for the next message; null for none.</param>
    public static async Task<ChatSession> OpenAsync(Host host, IAssistant assistant, string name, ChatSettings settings, CancellationToken cancellationToken, PendingFiles? pending = null)
    {
        var opened = await assistant.OpenAsync(name, RequestOf(settings, canAsk: true), cancellationToken);
        if (opened.Note is { } note)
            Console.Error.WriteLine(TerminalText.Sanitize(note));
        var seen = (await host.Store.FindAsync(opened.Key, cancellationToken))?.LastId ?? 0;
        return new ChatSession(host, assistant, opened, settings, seen) { Pending = pending ?? new PendingFiles() };
    }

    /// <summary>Goes to another session.</summary>
    /// <param name="other">Its name or key.</param>
    public Task<ChatSession> GoToAsync(string other) => OpenAsync(host, assistant, other, Settings, CancellationToken.None, Pending);

    /// <summary>Accepts a message and sees to its answer.</summary>
    /// <returns>How the turn that answered it ended.</returns>
    /// <exception cref="LurkBotException">It was not accepted, or taken back: it may be said again.</exception>
    public async Task<TurnResult> AskAsync(string text, ReplySink sink, CancellationToken cancellationToken)
    {
        var request = RequestOf(Settings, canAsk: sink.OnAsk is not null);
        var message = new InboundMessage(Key, text, Me, ReplyAddress.Cli)
        {
            Source = string.Create(CultureInfo.InvariantCulture, $"cli:{host.Store.Process.Id}:{name}:{++said}:1"),
            Files = Pending.Files,
            Attachments = Pending.Again,
            Door = request.Overrides,
        };
        var id = await assistant.AcceptAsync(message, request, cancellationToken);
        mine.Add(id);
        News.Said(id);
        TurnResult result;
        try
        {
            result = await RunAsync(id, request, sink, cancellationToken) ?? throw new MessageAcceptedException(Key, id, null);
        }
        catch (LurkBotException e) when (e.Kind == ErrorKind.Accepted)
        {
            // Its files are in the session with it.
            Pending.Clear();
            throw;
        }

        if (result is { Fate: TurnFate.Refused, Error: { } why })
            throw why;
        Pending.Clear();
        return result;
    }

    /// <summary>Answers what waits: messages and turns that other processes left behind.</summary>
    /// <returns>How the last turn ended; null when none ran.</returns>
    public Task<TurnResult?> AnswerWaitingAsync(ReplySink sink, CancellationToken cancellationToken) =>
        RunAsync(upTo: null, RequestOf(Settings, canAsk: sink.OnAsk is not null) with { Wait = false }, sink, cancellationToken);

    /// <summary>Runs a chat command of the assistant's.</summary>
    /// <returns>What it has to say; null when there is no such command.</returns>
    public async Task<CommandReply?> CommandAsync(string line, CancellationToken cancellationToken)
    {
        var reply = await assistant.CommandAsync(Key, line, RequestOf(Settings, canAsk: true), cancellationToken);
        if (ChatCommandCatalogue.Split(line) is ("/model", { Length: > 0 }))
            Settings = Settings with { Model = null };
        if (reply is not null)
            view = await assistant.OpenAsync(Key.ToString(), RequestOf(Settings, canAsk: true), cancellationToken);
        return reply;
    }

    /// <summary>Takes back the last turn, to be answered again.</summary>
    /// <returns>What was said in it; null when something else came last.</returns>
    public async Task<string?> TakeBackTurnAsync(CancellationToken cancellationToken)
    {
        if (await assistant.TakeBackAsync(Key, RequestOf(Settings, canAsk: true), cancellationToken) is not { } message)
            return null;
        Pending.Again = message.Attachments;
        return message.Text;
    }

    /// <summary>Compacts a session that has grown.</summary>
    /// <returns>What was done, in a sentence; null for nothing.</returns>
    public ValueTask<string?> CompactAsync(CancellationToken cancellationToken) => assistant.CompactAsync(Key, RequestOf(Settings, canAsk: true), cancellationToken);

    /// <summary>Tells who holds the session.</summary>
    /// <param name="holder">Who; null when that is not known.</param>
    internal static void OnWaiting(TurnLeaseOwner? holder) =>
        Console.Error.WriteLine(TerminalText.Sanitize(Waiting(holder)));

    private static string Waiting(TurnLeaseOwner? holder) => $"Waiting for {holder?.ToString() ?? "another LurkBot"}: another turn is running in this session.";

    private static DoorRequest RequestOf(ChatSettings settings, bool canAsk) => new()
    {
        Overrides = settings.Model is null && settings.SystemPrompt is null && settings.Workspace is null && canAsk
            ? null
            : new MessageOverrides("") { Model = settings.Model, SystemPrompt = settings.SystemPrompt, Workspace = settings.Workspace, CanAsk = canAsk },
        Wait = settings.Wait,
        OnWaiting = settings.Wait ? OnWaiting : null,
    };

    /// <summary>Shows what happens; when there is a question, passes on the answer and lets the turn go on.</summary>
    private async Task<TurnResult?> RunAsync(long? upTo, DoorRequest request, ReplySink sink, CancellationToken cancellationToken)
    {
        var (result, last) = ((TurnResult?)null, (TurnResult?)null);
        var shown = new TurnView(Key, sink, upTo, mine, waiting =>
        {
            if (request.Wait)
                sink.OnNote(Waiting(waiting.Owner));
        });
        var begun = new HashSet<long>();
        try
        {
            for (var token = cancellationToken; ;)
            {
                TurnUpdate.ApprovalAsked? asked = null;
                await foreach (var update in assistant.RunAsync(Key, upTo, request, token))
                {
                    if (update is TurnUpdate.ApprovalAsked question)
                        asked = question;
                    else if (update is TurnUpdate.Ended ended)
                        (last, result) = (ended.Result, upTo is { } own && ended.Result.Answers.Contains(own) ? ended.Result : result);
                    begun.UnionWith(MessagesOf(update));
                    shown.Show(update);
                }

                if (asked is null || result is not null)
                    return result ?? (upTo is null ? last : null);
                shown.Approve(asked.Question.Turn);
                token = await AnswerAsync(asked, shown, sink, cancellationToken) ? cancellationToken : CancellationToken.None;
            }
        }
        finally
        {
            // What comes of these turns later, when this chat has left them, is news again.
            if (sink.IsChat)
                await News.LookAsync(begun, CancellationToken.None);
        }
    }

    /// <summary>The messages of the turn that an update shows.</summary>
    private static IEnumerable<long> MessagesOf(TurnUpdate update) => update switch
    {
        TurnUpdate.Answering answering => answering.Messages.Select(message => message.Id),
        TurnUpdate.Interrupted interrupted => interrupted.Messages.Select(message => message.Id),
        TurnUpdate.Ended ended => ended.Result.Answers,
        TurnUpdate.ApprovalAsked asked => [asked.Question.Turn],
        _ => [],
    };

    /// <summary>Asks the owner, and keeps the answer.</summary>
    /// <returns>False when the owner stops the turn instead.</returns>
    private async Task<bool> AnswerAsync(TurnUpdate.ApprovalAsked asked, TurnView shown, ReplySink sink, CancellationToken cancellationToken)
    {
        ApprovalDecision decision;
        try
        {
            var answered = sink.OnAsk is null ? ApprovalDecision.No : await AskAsync(asked, sink, cancellationToken);
            if (answered is null)
                return true;
            decision = answered.Value;
        }
        catch (OperationCanceledException)
        {
            // A terminal that is closed leaves the question to the next chat.
            if (Termination.ExitCode is not null)
                throw;
            await assistant.StopAsync(Key, all: false, new SessionChange(Owner, "Ctrl-C"), CancellationToken.None);
            return false;
        }

        var outcome = await assistant.AnswerAsync(Key, asked.Question, decision, cancellationToken);
        if (sink.OnAsk is null)
            return true;
        sink.OnNote(ToolPrompt.Describe(outcome, decision, asked.Question.Name, Key));
        if (outcome is ApprovalOutcome.Stored && decision is ApprovalDecision.No or ApprovalDecision.Expired)
            shown.Refuse(asked.Question.Name);
        return true;
    }

    /// <summary>Asks, until the question expires or is answered in another terminal.</summary>
    /// <returns>Null when it was answered there.</returns>
    private async Task<ApprovalDecision?> AskAsync(TurnUpdate.ApprovalAsked asked, ReplySink sink, CancellationToken cancellationToken)
    {
        var left = (asked.Question.ExpiresAt ?? host.Time.GetUtcNow()) - host.Time.GetUtcNow();
        using var expiry = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
        var scope = Planning.ToolSet.MayRemember(Key) && !RelayedQuestion.IsOne(asked.Question) ? ApprovalScope.Describe(asked.Question.Name, asked.Question.Scope ?? "") : null;
        var asking = sink.OnAsk!(new ToolQuestion(asked.Question.Name, asked.Call, view.Workspace, scope), either.Token);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(either.Token);
        var watching = AnsweredQuestion.WaitAsync(host.Store, Key, asked.Question, host.Time, over.Token);
        try
        {
            if (await Task.WhenAny(asking, watching) == watching && watching is { IsCompletedSuccessfully: true, Result: { } elsewhere })
            {
                sink.OnNote(ToolPrompt.DescribeElsewhere(elsewhere.Decision ?? ApprovalDecision.No, asked.Question.Name));
                await either.CancelAsync();
                if (await Task.WhenAny(asking, Task.Delay(ToClose, host.Time, cancellationToken)) != asking)
                    sink.OnNote("Press Enter to go on.");
                await asking.WaitAsync(cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                cancellationToken.ThrowIfCancellationRequested();
                return null;
            }

            return await asking.WaitAsync(either.Token) switch
            {
                ToolAnswer.Once => ApprovalDecision.Once,
                ToolAnswer.Session => ApprovalDecision.Session,
                ToolAnswer.Always => ApprovalDecision.Always,
                _ => ApprovalDecision.No,
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ApprovalDecision.Expired;
        }
        finally
        {
            await over.CancelAsync();
        }
    }
}
