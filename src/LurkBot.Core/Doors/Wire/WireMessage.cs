using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>A message on its way to the gateway. Who says it is decided there.</summary>
internal sealed record WireMessage
{
    public string Text { get; init; } = "";

    public string? Source { get; init; }

    public IReadOnlyList<WireFile> Files { get; init; } = [];

    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    public WireDoor Door { get; init; } = new();

    public static WireMessage Of(InboundMessage message, DoorRequest request) => new()
    {
        Text = message.Text,
        Source = message.Source,
        Files = [.. message.Files.Select(file => new WireFile(file.Name, file.MediaType, file.Bytes.ToArray()))],
        Attachments = message.Attachments,
        Door = WireDoor.Of(request),
    };

    /// <summary>The message as the owner's.</summary>
    /// <param name="key">The session.</param>
    /// <param name="sender">The owner.</param>
    /// <exception cref="LurkBotException">A file is too large or neither an image nor text.</exception>
    public InboundMessage ToMessage(SessionKey key, Sender sender) => new(key, Text, sender, ReplyAddress.Cli)
    {
        Source = Source,
        Files = [.. Files.Select(file => FileContent.Create(file.Name, file.Bytes))],
        Attachments = Attachments,
        Door = Door.ToRequest().Overrides,
    };
}
