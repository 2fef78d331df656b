using System.Globalization;
using LurkBot.Commands;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Operations;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>The commands that people give on a platform: those of every door, but for what a chat there cannot do (RULES LE12).</summary>
/// <param name="shared">What the parts of the channels share.</param>
internal sealed partial class ChannelCommands(ChannelServices shared)
{
    private static readonly string[] OfCatalogue = ["/model", "/queue", "/clear", "/undo", "/context", "/compact", "/search", "/status", "/usage", "/stop"];

    /// <summary>What changes a group's session, or costs its owner money.</summary>
    private static readonly string[] ForAdministrators = ["/new", "/clear", "/undo", "/retry", "/model", "/compact", "/queue"];

    /// <summary>A turn that has just been answered lets go of its session within that time; one that runs is not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ILogger logger = shared.Loggers.CreateLogger<ChannelCommands>();

    /// <summary>The commands that everybody may give, as menus show them.</summary>
    public static IReadOnlyList<ChannelCommand> ForEveryone { get; } = [.. Menu(isOwners: false)];

    /// <summary>Those of the owner alone.</summary>
    public static IReadOnlyList<ChannelCommand> ForOwners { get; } = [.. Menu(isOwners: true)];

    /// <summary>Whether a word is a command; else it is something to talk about.</summary>
    /// <param name="command">With its slash.</param>
    public static bool Knows(string command) => command is "/new" or "/retry" or "/help" or "/start" || OfCatalogue.Contains(command, StringComparer.Ordinal);

    /// <summary>Carries a command out.</summary>
    /// <param name="key">The session.</param>
    /// <param name="message">The command.</param>
    /// <param name="who">Who gave it.</param>
    /// <param name="cancellationToken">Stops what takes a while.</param>
    /// <returns>What is said to it, as Markdown.</returns>
    public async Task<string> RunAsync(SessionKey key, PlatformEvent.Message message, Admission.Taken who, CancellationToken cancellationToken)
    {
        try
        {
            return PlainText.ToMarkdown(await RunAsync(key, message.Command!, message, who, cancellationToken));
        }
        catch (LurkBotException e) when ((e as SessionBusyException ?? e.InnerException) is SessionBusyException)
        {
            return "A reply is being written. /stop it first, or wait.";
        }
        catch (LurkBotException e)
        {
            LogFailed(e, message.Command!, key);
            return PlainText.ToMarkdown(who.IsOwner && key.Type is SessionType.Main ? e.Message : e.ForSender);
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
            return $"Hello{(message.Sender.Name is { } name ? " " + name : "")}. Write to me, and I answer. /help shows what else there is.";
        if (command is "/help")
            return Help(who.IsOwner);
        var definition = ChatCommandCatalogue.Find(command);
        if (definition is { IsOwnersOnly: true } && !who.IsOwner)
            return $"{command} is for the owner.";
        if (key.Type is SessionType.Group or SessionType.Topic && !who.IsOwner && !message.Sender.IsAdministrator && ForAdministrators.Contains(command, StringComparer.Ordinal))
            return $"{command} is for the owner and the group's administrators.";
        if (command is "/model" && message.Argument.Length > 0 && !who.IsOwner && !MayChoose(message.Argument))
            return ChatModels.Count == 0 ? "The model is the owner's choice." : $"That model cannot be chosen here. {Choices}";
        await using var use = await shared.Assistant.Hub.UseAsync(key, cancellationToken);
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

        var context = new CommandContext(shared.Services, use.Session, message.Argument, (all, cancellation) => shared.Assistant.StopAsync(key, all, new SessionChange(actor, command), cancellation)) { Actor = actor, Patience = command is "/compact" ? null : Patience };
        var text = (await definition!.RunAsync(context, cancellationToken)).Text;
        return command is "/model" && message.Argument.Length == 0 && !who.IsOwner && ChatModels.Count > 0 ? $"{text} {Choices}" : text;
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

    private static string Help(bool isOwner) => string.Join('\n', ForEveryone.Concat(isOwner ? ForOwners : []).Select(command => $"/{command.Name}: {command.Help}"));

    private static IEnumerable<ChannelCommand> Menu(bool isOwners)
    {
        if (!isOwners)
        {
            yield return new("new", "start afresh; the history stays");
            yield return new("retry", "answer the last message again");
        }

        foreach (var name in OfCatalogue)
        {
            if (ChatCommandCatalogue.Find(name) is { } command && command.IsOwnersOnly == isOwners)
                yield return new(name[1..], command.Help);
        }

        if (!isOwners)
            yield return new("help", "what there is");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Command} failed in {Session}.")]
    private partial void LogFailed(Exception exception, string command, SessionKey session);
}
