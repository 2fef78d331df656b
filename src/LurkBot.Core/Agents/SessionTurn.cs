using LurkBot.Budgets;
using LurkBot.Context;
using LurkBot.History;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace LurkBot.Agents;

/// <summary>Runs turns of one session: the one way from a message to a reply, every entry durable before anything else happens.</summary>
/// <param name="session">The session; the turn takes its lock itself.</param>
/// <param name="client">The model.</param>
/// <param name="options">How the model is asked.</param>
/// <param name="time">The clock.</param>
public sealed class SessionTurn(IStoredSession session, IChatClient client, SessionTurnOptions options, TimeProvider time)
{
    private const int MostOverflows = 2;

    /// <summary>Of a context that was too long.</summary>
    private const double ShareAfterOverflow = 0.6;

    /// <summary>Stores the message, asks the model, stores the reply.</summary>
    /// <param name="message">The message, without id and turn.</param>
    /// <param name="onText">Gets the reply's text as it comes; null when nobody watches.</param>
    /// <param name="cancellationToken">Stops the reply; what came of it is kept.</param>
    /// <returns>How the turn ended; failures of the model are values, not exceptions.</returns>
    /// <exception cref="BudgetExhaustedException">The session pauses; nothing was changed.</exception>
    /// <exception cref="LurkBotException">The message could not be stored; nothing was changed.</exception>
    public Task<TurnResult> RunAsync(UserEntry message, Action<string>? onText, CancellationToken cancellationToken) => RunAsync(message, [], onText, cancellationToken);

    /// <summary>Stores the message and the files that come with it, asks the model, stores the reply.</summary>
    /// <param name="message">The message, without id and turn.</param>
    /// <param name="files">The files; their bytes are durable before the message that speaks of them.</param>
    /// <param name="onText">Gets the reply's text as it comes; null when nobody watches.</param>
    /// <param name="cancellationToken">Stops the reply; what came of it is kept.</param>
    /// <returns>How the turn ended; failures of the model are values, not exceptions.</returns>
    /// <exception cref="LurkBotException">The message could not be stored; the history was not changed.</exception>
    public async Task<TurnResult> RunAsync(UserEntry message, IReadOnlyList<FileContent> files, Action<string>? onText, CancellationToken cancellationToken)
    {
        var wait = new TurnLeaseRequest(message.Sender?.Name ?? message.Sender?.Id ?? "somebody", options.LockTimeout, options.OnWaiting);
        await using var held = await session.TakeTurnAsync(wait, cancellationToken);
        var context = ContextOverhead.AddTo(options.Context, options.SystemPrompt, options.Tools);
        var entries = await ContextReader.ReadAsync(session, context, cancellationToken);
        if (options.Budget is { } budget)
            await budget.BeginAsync(session, message.Sender?.Id, cancellationToken);
        using var journal = new TurnJournal(session, options, time, entries);
        if (held.IsExclusive)
            await journal.CloseInterruptedAsync();
        message = await AttachAsync(message, files, cancellationToken);
        await journal.BeginAsync(message);

        Exception? failure = null;
        try
        {
            await AskAsync(journal, context, message, onText, cancellationToken);
        }
        catch (Exception e)
        {
            failure = e;
        }

        var fate = failure switch
        {
            null => TurnFate.Answered,
            OperationCanceledException when cancellationToken.IsCancellationRequested => TurnFate.Cancelled,
            _ => TurnFate.Failed,
        };
        try
        {
            await journal.CloseAsync(fate, failure);
        }
        catch (LurkBotException e)
        {
            // The disk is full, say: the user still sees what came, and why it is not kept. The next turn closes this one.
            (fate, failure) = (TurnFate.Failed, e);
        }

        return journal.ToResult(fate, failure);
    }

    /// <summary>Asks; when the provider says that the context is too long, makes it shorter and asks again.</summary>
    private async Task AskAsync(TurnJournal journal, ContextSettings context, UserEntry message, Action<string>? onText, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await AskOnceAsync(journal, context, message, onText, cancellationToken);
                return;
            }
            catch (ModelException e) when (e.Failure == ModelFailure.ContextOverflow && attempt < MostOverflows && !journal.HasHeard)
            {
                if (attempt == 0 && options.OnOverflow is { } compact)
                    await compact(session, journal.CallTokens, cancellationToken);
                context = context with { MaxTokens = (int)(Math.Min(context.MaxTokens, journal.CallTokens) * ShareAfterOverflow) };
                journal.Reload(await ContextReader.ReadAsync(session, context, cancellationToken));
                if (!Fits(journal.Entries, context))
                    throw;
            }
        }
    }

    private static bool Fits(IReadOnlyList<Entry> entries, ContextSettings context)
    {
        try
        {
            ContextBuilder.Build(entries, context);
            return true;
        }
        catch (LurkBotException)
        {
            return false;
        }
    }

    private async Task AskOnceAsync(TurnJournal journal, ContextSettings context, UserEntry message, Action<string>? onText, CancellationToken cancellationToken)
    {
        var recording = new RecordingChatClient(new AttachmentChatClient(client, session), journal);
        var agent = new ChatClientAgent(recording, new ChatClientAgentOptions
        {
            RequirePerServiceCallChatHistoryPersistence = true,
            ChatHistoryProvider = new SessionHistory(journal, context),
            ChatOptions = new ChatOptions
            {
                Instructions = options.SystemPrompt,
                MaxOutputTokens = options.MaxTokens + ReasoningRoom.Tokens(options.Reasoning),
                Reasoning = ReasoningRoom.Options(options.Reasoning),
                Temperature = (float?)options.Temperature,
                Tools = [.. options.Tools.Select(tool => new JournalledFunction(tool, journal))],
            },
        });
        var agentSession = await agent.CreateSessionAsync(cancellationToken);
        var request = new ChatMessage(ChatRole.User, message.Content);
        if (!options.Stream)
        {
            var response = await agent.RunAsync(request, agentSession, options: null, cancellationToken);
            ShowReasoning(response.Messages.SelectMany(said => said.Contents));
            onText?.Invoke(response.Text);
            return;
        }

        await foreach (var update in agent.RunStreamingAsync(request, agentSession, options: null, cancellationToken))
        {
            ShowReasoning(update.Contents);
            if (update.Text.Length > 0)
                onText?.Invoke(update.Text);
        }
    }

    private async Task<UserEntry> AttachAsync(UserEntry message, IReadOnlyList<FileContent> files, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
            return message;
        var attachments = message.Attachments.ToList();
        foreach (var file in files)
            attachments.Add(new Attachment(file.Name, file.MediaType, file.Bytes.Length, await session.PutBlobAsync(file.Bytes, cancellationToken)));
        return message with { Attachments = attachments };
    }

    private void ShowReasoning(IEnumerable<AIContent> contents)
    {
        if (options.OnReasoning is not { } show)
            return;
        foreach (var content in contents)
        {
            if (content is TextReasoningContent { Text.Length: > 0 } thought)
                show(thought.Text);
        }
    }
}
