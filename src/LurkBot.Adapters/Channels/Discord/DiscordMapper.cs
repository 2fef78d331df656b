using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LurkBot.Channels.Wire;
using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>Makes events of what the gateway and the history tell. Pure: the same message gives the same event.</summary>
/// <param name="self">The bot.</param>
/// <param name="places">What is known of servers and channels.</param>
internal sealed class DiscordMapper(DiscordSelf self, DiscordPlaces places)
{
    /// <summary>What a Stop button below an unfinished reply gives back.</summary>
    public const string StopData = "stop";

    /// <summary>The chat in the identity of an interaction, whose id is not a message's.</summary>
    public const string InteractionChat = "interaction";

    private const int Ordinary = 0, Reply = 19;
    private const int CommandGiven = 2, ButtonPressed = 3, ChatInput = 1;

    /// <summary>The events of something that the gateway told; none for what says nothing to anyone.</summary>
    /// <param name="type">Its name.</param>
    /// <param name="data">What it is.</param>
    /// <param name="sequence">Its number.</param>
    public IReadOnlyList<PlatformEvent> Map(string type, JsonElement data, long sequence)
    {
        var raw = data.GetRawText();
        try
        {
            return type switch
            {
                "MESSAGE_CREATE" => Map(Read(data, DiscordJson.Default.DiscordMessage), isEdit: false),
                "MESSAGE_UPDATE" => Map(Read(data, DiscordJson.Default.DiscordMessage), isEdit: true),
                "MESSAGE_DELETE" or "MESSAGE_DELETE_BULK" => [.. Map(Read(data, DiscordJson.Default.DiscordDeletion))],
                "INTERACTION_CREATE" => [Map(Read(data, DiscordJson.Default.DiscordInteraction))],
                _ => [],
            };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever a hostile event does is that event's fault alone.
            return [Broken(string.Create(CultureInfo.InvariantCulture, $"{sequence}-{Hash(raw)}"), raw, e)];
        }
    }

    /// <summary>The events of a message in a history, as it came; it names no server.</summary>
    /// <param name="data">The message.</param>
    /// <param name="room">Its channel.</param>
    /// <returns>None for what says nothing to anyone; for what cannot be read an event that is the same each time.</returns>
    public IReadOnlyList<PlatformEvent> MapHistory(JsonElement data, DiscordRoom room)
    {
        try
        {
            return Map(Read(data, DiscordJson.Default.DiscordMessage) with { ChannelId = room.Id, GuildId = room.GuildId }, isEdit: false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever a hostile message does is that message's fault alone.
            var raw = data.GetRawText();
            return [Broken($"{room.Id}-{Snowflake.In(data, "id")}-{Hash(raw)}", raw, e)];
        }
    }

    private PlatformEvent.Unreadable Broken(string id, string raw, Exception e) => new(
        new MessageSource(DiscordChannel.ChannelName, self.Account, "event", id, MessageSource.First), raw, PlatformFailure.Odd(e, "Discord's documentation"));

    /// <summary>The event of a message; none for the bot's own, and for those that only tell of the channel.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isEdit">Whether it came before, and is another one now.</param>
    public IReadOnlyList<PlatformEvent> Map(DiscordMessage message, bool isEdit)
    {
        // Discord tells an update also when it unfurls a link: only what a person changed has a time of its own (CHANNELS D26).
        if (message.Author is not { } author || author.Id == self.Id || message.Type is not (Ordinary or Reply) || (isEdit && message.EditedTimestamp is null))
            return [];
        if (message.Id == default)
            throw new FormatException("A message has no id.");
        if (message.GuildId is null && places.Find(message.ChannelId) is null)
            places.PutDirect(message.ChannelId, author.Id);
        if (places.Find(message.ChannelId) is not { } room || DiscordPlaces.ChatOf(room, self.Account) is not { } chat)
            return [new PlatformEvent.NotTaken(Source(message, isEdit), "a message of a channel that is not known")];
        message = message with { GuildId = message.GuildId ?? room.GuildId };
        if (chat.Kind is PlatformChatKind.Direct && chat.Target.Chat != author.Id.ToString())
            throw new FormatException("A message in a direct chat is from someone else.");
        var isForUs = chat.Kind is PlatformChatKind.Direct || Names(message) || message.ReferencedMessage?.Author?.Id == self.Id;
        var text = DiscordContent.Text(message, self, places);
        var command = isForUs && message.MessageSnapshots is not { Count: > 0 } ? DiscordContent.Command(text) : null;
        return [new PlatformEvent.Message(Source(message, isEdit), chat, SenderOf(author, message), text)
        {
            SentAt = message.Id.At,
            Command = command?.Command,
            Argument = command?.Argument ?? "",
            IsForUs = isForUs,
            Quoted = message.ReferencedMessage is { } replied && replied.Author?.Id != self.Id ? DiscordContent.Quote(replied with { GuildId = message.GuildId }, self, places) : null,
            Files = DiscordContent.Files(message),
            EditedAt = isEdit ? message.EditedTimestamp : null,
        }];
    }

    /// <summary>A short name for a content.</summary>
    internal static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)).AsSpan(0, 6));

    private static T Read<T>(JsonElement data, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => data.Deserialize(type) ?? throw new FormatException("It is empty.");

    /// <summary>Whether a message names the bot, or the role that Discord made for it. Names are never looked for in the text itself.</summary>
    private bool Names(DiscordMessage message) =>
        message.Mentions?.Any(user => user.Id == self.Id) == true || (message.GuildId is { } guild && message.MentionRoles?.Any(role => places.IsRoleOf(guild, role, self.Id)) == true);

    private PlatformSender SenderOf(DiscordUser author, DiscordMessage message) => new(author.Id.ToString(), DiscordContent.Name(author, message.Member))
    {
        IsBot = author.Bot || message.WebhookId is not null,
        IsAdministrator = message.GuildId is { } guild && places.IsAdministrator(guild, author.Id, message.Member?.Roles ?? []),
    };

    private MessageSource Source(DiscordMessage message, bool isEdit) => new(
        DiscordChannel.ChannelName, self.Account, message.ChannelId.ToString(), message.Id.ToString(),
        isEdit ? string.Create(CultureInfo.InvariantCulture, $"e{message.EditedTimestamp!.Value.ToUnixTimeMilliseconds()}") : MessageSource.First);

    private IEnumerable<PlatformEvent> Map(DiscordDeletion deletion)
    {
        if (places.Find(deletion.ChannelId) is not { } room || DiscordPlaces.ChatOf(room, self.Account) is not { } chat)
            yield break;
        foreach (var id in (deletion.Ids ?? []).Concat(deletion.Id is { } one ? [one] : (Snowflake[])[]))
            yield return new PlatformEvent.Deletion(new MessageSource(DiscordChannel.ChannelName, self.Account, deletion.ChannelId.ToString(), id.ToString(), MessageSource.First), chat);
    }

    private PlatformEvent Map(DiscordInteraction interaction)
    {
        // Its own id stands in the place of a message's; no message has it.
        var source = new MessageSource(DiscordChannel.ChannelName, self.Account, InteractionChat, interaction.Id.ToString(), MessageSource.First);
        if ((interaction.Member?.User ?? interaction.User) is not { } user || (interaction.ChannelId ?? interaction.Channel?.Id) is not { } channel)
            throw new FormatException("An interaction names no person or channel.");
        if (interaction.GuildId is null && interaction.Channel?.Type is not DiscordRoomKind.GroupDirect)
            places.PutDirect(channel, user.Id);
        else if (interaction.Channel is { } told && places.Find(channel) is null)
            places.Put(told with { GuildId = interaction.GuildId });
        if (places.Find(channel) is not { } room || DiscordPlaces.ChatOf(room, self.Account) is not { } chat)
            return new PlatformEvent.NotTaken(source, "a command in a chat that the bot is not in");
        var sender = new PlatformSender(user.Id.ToString(), DiscordContent.Name(user, interaction.Member))
        {
            IsBot = user.Bot,
            IsAdministrator = DiscordPlaces.Manages(interaction.Member?.Permissions) || (interaction.GuildId is { } guild && places.IsAdministrator(guild, user.Id, interaction.Member?.Roles ?? [])),
        };
        return interaction switch
        {
            { Type: CommandGiven, Data: { Type: ChatInput, Name: { Length: > 0 } name } data } => Command(source, chat, sender, name, data, interaction.Id.At),
            { Type: ButtonPressed, Data.CustomId: StopData } => new PlatformEvent.StopPress(chat, sender, interaction.Id.At),
            { Type: ButtonPressed, Data.CustomId: { } data } => new PlatformEvent.Press(interaction.Id.ToString(), chat, sender, data, interaction.Message?.Id.ToString()),
            _ => new PlatformEvent.NotTaken(source, "a kind of interaction that is not used"),
        };
    }

    private static PlatformEvent.Message Command(MessageSource source, PlatformChat chat, PlatformSender sender, string name, DiscordInteractionData data, DateTimeOffset at)
    {
        var argument = string.Join(' ', (data.Options ?? []).Select(option => option.Value is not { } value ? "" : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText())).Trim();
        return new PlatformEvent.Message(source, chat, sender, argument.Length == 0 ? "/" + name : $"/{name} {argument}")
        {
            SentAt = at,
            Command = "/" + name.ToLowerInvariant(),
            Argument = argument,
            IsForUs = true,
            IsInvoked = true,
        };
    }
}
