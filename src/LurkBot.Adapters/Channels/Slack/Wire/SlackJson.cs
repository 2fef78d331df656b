using System.Text.Json.Serialization;

namespace LurkBot.Channels;

/// <summary>Reads what Slack sends.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 256, Converters = [typeof(LenientStringConverter)])]
[JsonSerializable(typeof(SlackFrame))]
[JsonSerializable(typeof(SlackCallback))]
[JsonSerializable(typeof(SlackInteraction))]
[JsonSerializable(typeof(SlackSlashCommand))]
[JsonSerializable(typeof(SlackMessage))]
[JsonSerializable(typeof(SlackMessage[]))]
[JsonSerializable(typeof(SlackFile))]
[JsonSerializable(typeof(SlackUser))]
[JsonSerializable(typeof(SlackConversation))]
internal sealed partial class SlackJson : JsonSerializerContext;
