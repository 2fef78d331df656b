using System.Globalization;
using LurkBot.Commands;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Operations;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;
using LurkBot.Turns;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>The commands that people give on a platform: those of every door, but for what a chat there cannot do (RULES LE12).</summary>
/// <param name="shared">What the parts of the channels share.</param>
internal sealed partial class ChannelCommands(ChannelServices shared)
{
    /// <summary>Each with what a chat says of it: usage and effect.</summary>
    private static readonly (string Name, string Usage, string Help)[] All =
    [
        ("/new", "/new", "start a new conversation; the history is kept"),
        ("/retry", "/retry", "answer the last message again"),
        ("/stop", "/stop [all]", "stop the reply; all: also the messages that wait"),
        ("/undo", "/undo", "take back the last reply, clear or setting"),
        ("/clear", "/clear", "forget what was said so far; /undo takes that back"),
        ("/model", "/model [NAME]", "show or choose the model of this chat; default goes back"),
        ("/queue", "/queue [MODE]", "what a message during a reply does: collect, queue, interrupt, steer or default"),
        ("/compact", "/compact [WHAT]", "make the conversation shorter, keeping above all WHAT"),
        ("/context", "/context", "show what the model sees of this chat"),
        ("/search", "/search WORDS", "find messages in this chat"),
        ("/remember", "/remember TEXT", "keep a fact for all later conversations"),
        ("/memory", "/memory [accept|edit|forget ID]", "list what is remembered, or change it"),
        ("/status", "/status", "show the session and the model of this chat"),
        ("/usage", "/usage", "show the tokens and the cost of this chat and of today"),
        ("/schedule", "/schedule [confirm|pause|resume|remove ID]", "list the schedules of this chat, or change one"),
        ("/link", "/link [CODE]", "make another account of yours one person with this one; /unlink takes it back"),
        ("/unlink", "/unlink", "end that this account is one person with others"),
        ("/help", "/help", "list the commands"),
    ];

    /// <summary>What changes a group's session, or costs its owner money.</summary>
    private static readonly string[] ForAdministrators = ["/new", "/clear", "/undo", "/retry", "/model", "/compact", "/queue"];

    /// <summary>A turn that has just been answered lets go of its session within that time; one that runs is not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>A compaction has its own place behind the turn that runs; turns end by themselves.</summary>
    private static readonly TimeSpan LongPatience = TimeSpan.FromDays(1);

    private const string Busy = "A reply is being written. /stop it first, or wait.";

    private readonly HashSet<string> greeted = new(StringComparer.Ordinal);
    private readonly ILogger logger = shared.Loggers.CreateLogger<ChannelCommands>();

    /// <summary>The commands that everybody may give, as menus show them.</summary>
    public static IReadOnlyList<ChannelCommand> ForEveryone { get; } = [.. Of(isOwners: false).Select(command => new ChannelCommand(command.Name[1..], command.Help))];

    /// <summary>Those of the owner alone.</summary>
    public static IReadOnlyList<ChannelCommand> ForOwners { get; } = [.. Of(isOwners: true).Select(command => new ChannelCommand(command.Name[1..], command.Help))];

    /// <summary>Whether a message is a command: one of these, or one word with a slash that is addressed to the bot, which is told to be unknown. Anything else is something to talk about.</summary>
    /// <param name="message">The message.</param>
    public static bool Takes(PlatformEvent.Message message) => message.Command is { } command && (Knows(command) || (message.IsForUs && IsLoneCommand(message)));

    /// <summary>Whether a command is one of these.</summary>
    /// <param name="command">The command, with its slash.</param>
    public static bool Knows(string command) => command is "/start" || Array.Exists(All, known => known.Name == command);

    /// <summary>Whether a command may take long, or waits for the turn that runs: it is told to have begun, and what came of it follows.</summary>
    /// <param name="command">The command, with its slash.</param>
    public static bool IsLong(string command) => command is "/compact";

    /// <summary>Whether a message is a command and nothing else.</summary>
    /// <param name="message">The message.</param>
    public static bool IsLoneCommand(PlatformEvent.Message message) => message is { Command: not null, Argument.Length: 0, Files.Count: 0 };

    /// <summary>Carries a command out.</summary>
    /// <param name="key">The session.</param>
    /// <param name="message">The command.</param>
    /// <param name="who">Who gave it.</param>
    /// <param name="prefix">What people write before a command's name there.</param>
    /// <param name="cancellationToken">Stops what takes a while.</param>
    /// <returns>What is said to it, as Markdown.</returns>
    public async Task<string> RunAsync(SessionKey key, PlatformEvent.Message message, Admission.Taken who, string prefix, CancellationToken cancellationToken)
    {
        // What people and models said is shown as it was said.
        string Spell(string text) => message.Command is "/search" or "/context" ? text : CommandSpelling.Write(text, prefix, message.Command);
        try
        {
            return PlainText.ToMarkdown(Spell(await RunAsync(key, message.Command!, message, who, cancellationToken)));
        }
        catch (LurkBotException e) when ((e as SessionBusyException ?? e.InnerException) is SessionBusyException)
        {
            return PlainText.ToMarkdown(CommandSpelling.Write(Busy, prefix));
        }
        catch (LurkBotException e)
        {
            LogFailed(e, message.Command!, key);
            return PlainText.ToMarkdown(Spell(who.IsOwner && key.Type is SessionType.Main ? e.Message : e.ForSender));
        }
#pragma warning disable CA1031 // The command's boundary: its person hears that it failed, and the log why.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(e, message.Command!, key);
            return LurkBotException.Unexplained;
        }
    }

    private async Task<string> RunAsync(SessionKey key, string command, PlatformEvent.Message message, Admission.Taken who, CancellationToken cancellationToken)
    {
        if (command is "/start")
            return Greeting(message);
        if (!Knows(command))
            return $"Unknown command {command}. /help lists all.";
        if (command is "/help")
            return Help(who.IsOwner);
        if (command is "/link" or "/unlink")
            return await new LinkCommands(shared).RunAsync(command, message, who, cancellationToken);
        var definition = ChatCommandCatalogue.Find(command);
        if (definition is { IsOwnersOnly: true } && !who.IsOwner)
            return $"{command} is for the owner.";
        if (key.Type is SessionType.Group or SessionType.Topic && !who.IsOwner && !message.Sender.IsAdministrator && ForAdministrators.Contains(command, StringComparer.Ordinal))
            return $"{command} is for the owner and the {GroupWord.For(key.Channel)}'s administrators.";
        if (command is "/model" && message.Argument.Length > 0 && !who.IsOwner && !MayChoose(message.Argument))
            return ChatModels.Count == 0 ? "The model is the owner's choice." : $"That model cannot be chosen here. {Choices}";
        await using var use = await shared.Assistant.Hub.UseAsync(key, cancellationToken);
        if (command is "/model" && await ProblemAsync(message.Argument, use.Session, cancellationToken) is { } problem)
            return problem;
        // It is about the conversation as its person sees it: what is answered meanwhile is not to be taken back.
        if (command is "/new" or "/clear" or "/undo" or "/retry" && await use.Session.FindStoredAsync(cancellationToken) is { Info.Turns: null or { Open.Count: > 0 } or { Pending.Count: > 0 } } session && session.FindLeaseOwner() is not null)
            return Busy;
        var actor = message.Sender.Id;
        if (command is "/retry")
            return await RetryAsync(key, use.Session, message, who.Trust, cancellationToken);
        if (await use.Session.FindStoredAsync(cancellationToken) is null && command is not ("/model" or "/queue" or "/status"))
            return "Nothing has been said here yet.";
        switch (command)
        {
            case "/new" or "/clear":
                await use.Session.ClearAsync(Request(actor, command), cancellationToken);
                return "New conversation started. The history is kept; /undo takes this back.";
            case "/stop":
                var stopped = await shared.Assistant.StopAsync(key, message.Argument is "all", new SessionChange(actor, "/stop"), cancellationToken);
                return stopped.ToString();
        }

        var context = new CommandContext(shared.Services, use.Session, message.Argument, (all, cancellation) => shared.Assistant.StopAsync(key, all, new SessionChange(actor, command), cancellation))
        {
            Actor = actor,
            Speaker = new Sender(actor, message.Sender.Name, who.Trust),
            IsOwner = who.IsOwner,
            Patience = IsLong(command) ? LongPatience : Patience,
        };
        var text = (await definition!.RunAsync(context, cancellationToken)).Text;
        if (command is not "/model" || (who.IsOwner && key.Type is SessionType.Main))
            return text;
        // Why it is that one is said with settings and files, which are the owner's.
        text = $"Model {(await use.Session.PlanAsync(door: null, cancellationToken)).Model.Model}.";
        return message.Argument.Length == 0 && !who.IsOwner && ChatModels.Count > 0 ? $"{text} {Choices}" : text;
    }

    /// <summary>Says hello, once to each person.</summary>
    private string Greeting(PlatformEvent.Message message)
    {
        bool isNew;
        lock (greeted)
            isNew = greeted.Add(message.Chat.Target.Address.Text);
        return $"{(isNew ? $"Hello{(message.Sender.Name is { } name ? " " + name : "")}. " : "")}Write to me, and I answer. /help lists the commands.";
    }

    /// <summary>Why a name cannot be a model's; null when it may be one. A name that says nothing of its provider must be known.</summary>
    private async ValueTask<string?> ProblemAsync(string model, SessionOperations session, CancellationToken cancellationToken)
    {
        var catalogue = shared.Services.Catalogue;
        var name = catalogue.Resolve(model);
        if (model is "" or "default" || catalogue.Knows(model) || ChatModels.Contains(model, StringComparer.OrdinalIgnoreCase) || string.Equals((await session.PlanAsync(door: null, cancellationToken)).Model.Model, name, StringComparison.Ordinal))
            return null;
        var nearest = NearestName.Find(model.ToLowerInvariant(), catalogue.Names) is { } like ? $" Did you mean {like}?" : "";
        return $"Unknown model {model}.{nearest} If a server with OpenAI's API or an Ollama has it, write openai/{model} or ollama/{model}.";
    }

    private IReadOnlyList<string> ChatModels => shared.Options.ChatModels;

    private string Choices => $"You can choose among: {string.Join(", ", ChatModels)}; default goes back.";

    /// <summary>Whether someone other than the owner may choose a model (RULES LE12): by what the names stand for.</summary>
    private bool MayChoose(string model)
    {
        var catalogue = shared.Services.Catalogue;
        return ChatModels.Count > 0 && (model is "default" || ChatModels.Any(allowed => string.Equals(catalogue.Resolve(allowed), catalogue.Resolve(model), StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Takes the last turn back and says its messages again.</summary>
    private async Task<string> RetryAsync(SessionKey key, SessionOperations session, PlatformEvent.Message message, Trust trust, CancellationToken cancellationToken)
    {
        if (await session.TakeBackTurnAsync(Request(message.Sender.Id, "/retry"), cancellationToken) is not { } taken)
            return "There is nothing to answer again.";
        foreach (var (i, said) in taken.Messages.Index())
        {
            // As whoever said it, and always under the same name for the same message, so that no one says it twice.
            var source = MessageSource.TryParse(said.Source);
            var again = new InboundMessage(key, said.Content, said.Sender ?? new Sender(message.Sender.Id, message.Sender.Name, trust), message.Chat.Target.Address)
            {
                Source = (source is null ? message.Source with { Version = string.Create(CultureInfo.InvariantCulture, $"{message.Source.Version}-{i + 1}") } : InboundRetries.Again(source)).ToString(),
                Attachments = said.Attachments,
                Origin = said.Origin,
            };
            var entry = await shared.Assistant.AcceptAsync(again, Doors.DoorRequest.Default, cancellationToken);
            if (source is not null)
                await SettleAsync(source.ToString(), entry, cancellationToken);
        }

        return "Retrying.";
    }

    /// <summary>A failed message that was said again needs no decision any more.</summary>
    private async Task SettleAsync(string source, long entry, CancellationToken cancellationToken)
    {
        if (await shared.Ledger.FindReceivedAsync(source, cancellationToken) is { State: InboundState.Failed } row && await shared.Ledger.RetryAsync(string.Create(CultureInfo.InvariantCulture, $"in-{row.Id}"), cancellationToken))
            await shared.Ledger.MoveInboundAsync(source, InboundState.Answered, IntakeBuilder.SaidAgain(entry), cancellationToken);
    }

    private static OperationRequest Request(string actor, string reason) => new(new SessionChange(actor, reason)) { Patience = Patience };

    private static string Help(bool isOwner) => string.Join('\n', Of(isOwners: false).Concat(isOwner ? Of(isOwners: true) : []).Select(command => $"{command.Usage}: {command.Help}"));

    private static IEnumerable<(string Name, string Usage, string Help)> Of(bool isOwners) => All.Where(command => (ChatCommandCatalogue.Find(command.Name)?.IsOwnersOnly == true) == isOwners);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Command} failed in {Session}.")]
    private partial void LogFailed(Exception exception, string command, SessionKey session);
}
