using System.Buffers;
using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>Presses of buttons and commands (CHANNELS S30).</summary>
internal static partial class SlackMapper
{
    /// <summary>The app's own slash command; what follows it is the command.</summary>
    public const string OwnCommand = "/lurkbot";

    private static readonly SearchValues<char> CommandLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    /// <summary>The event of a press of a button.</summary>
    /// <param name="press">The press.</param>
    /// <param name="view">How it is looked at.</param>
    /// <param name="own">An identity of the press.</param>
    /// <exception cref="FormatException">It contradicts itself.</exception>
    public static PlatformEvent Map(SlackInteraction press, SlackView view, MessageSource own)
    {
        if (press.Type != "block_actions" || press.Actions is not [{ Type: "button" } action, ..])
            return new PlatformEvent.NotTaken(own, "a kind of interaction that is not used");
        if (!SlackAddress.IsId(press.User?.Id))
            throw new FormatException("A press names no person.");
        var person = Person(press.User!.Id!, press.User.TeamId, isBot: false, view);
        var chat = press.Container?.ChannelId ?? press.Channel?.Id;
        var message = press.Container?.MessageTs ?? press.Message?.Ts;
        var thread = press.Container?.ThreadTs ?? press.Message?.ThreadTs;
        if (!SlackAddress.IsId(chat) || !SlackTs.IsValid(message))
            return new PlatformEvent.Press("", null, person, action.Value ?? "", null);
        var root = SlackTs.IsValid(thread) && thread != message ? thread : null;
        return new PlatformEvent.Press($"{chat} {root ?? "-"} {press.User.Id}", new PlatformChat(Target(view.Bot, chat!, root), Kind(chat!)), person, action.Value ?? "", message);
    }

    /// <summary>The event of a slash command.</summary>
    /// <param name="given">The command.</param>
    /// <param name="directChat">The bot's direct chat with the person: a command in a direct chat between two people is taken there. Null when it is not known.</param>
    /// <param name="envelope">The id of what it came in; Slack delivers it once.</param>
    /// <param name="at">When it came.</param>
    /// <param name="view">How it is looked at.</param>
    /// <exception cref="FormatException">It contradicts itself.</exception>
    public static PlatformEvent Map(SlackSlashCommand given, string? directChat, string envelope, DateTimeOffset at, SlackView view)
    {
        if (!SlackAddress.IsId(given.UserId) || !SlackAddress.IsId(given.ChannelId))
            throw new FormatException("A command names no person or channel.");
        var isDirect = SlackAddress.IsDirectChat(given.ChannelId!);
        var source = new MessageSource(SlackChannel.ChannelName, view.Bot.Account, given.ChannelId!, envelope, MessageSource.First);
        if (isDirect && directChat is null)
            return new PlatformEvent.NotTaken(source, "a command in a direct chat that is not the bot's");
        var text = (given.Text ?? "").Trim();
        var whole = given.Command == OwnCommand ? text.Length == 0 ? "/help" : text[0] == '/' ? text : "/" + text : $"{given.Command} {text}".Trim();
        var command = Command(whole);
        var sender = Person(given.UserId!, given.TeamId, isBot: false, view);
        return new PlatformEvent.Message(source, new PlatformChat(Target(view.Bot, isDirect ? directChat! : given.ChannelId!, null), Kind(given.ChannelId!)), sender with { Name = sender.Name ?? given.UserName }, SlackText.Decode(whole, id => view.PersonOf(id)?.Name))
        {
            SentAt = at,
            Command = command?.Command,
            Argument = command is { } parsed ? SlackText.Decode(parsed.Argument, id => view.PersonOf(id)?.Name) : "",
            IsForUs = true,
            IsInvoked = true,
        };
    }

    /// <summary>The command at the very start of a text.</summary>
    private static (string Command, string Argument)? Command(string text)
    {
        if (text.Length < 2 || text[0] != '/' || !char.IsAsciiLetter(text[1]))
            return null;
        var end = text.AsSpan().IndexOfAny(' ', '\n', '\t');
        var word = end < 0 ? text : text[..end];
        return word.AsSpan(1).ContainsAnyExcept(CommandLetters) ? null : (word.ToLowerInvariant(), end < 0 ? "" : text[end..].Trim());
    }
}
