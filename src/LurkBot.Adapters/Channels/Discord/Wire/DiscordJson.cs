using System.Text.Json.Serialization;

namespace LurkBot.Channels.Wire;

/// <summary>How the records of Discord are read and written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 128)]
[JsonSerializable(typeof(DiscordFrame))]
[JsonSerializable(typeof(DiscordHello))]
[JsonSerializable(typeof(DiscordReady))]
[JsonSerializable(typeof(DiscordGuild))]
[JsonSerializable(typeof(DiscordRoom))]
[JsonSerializable(typeof(DiscordOverwrite))]
[JsonSerializable(typeof(DiscordMember))]
[JsonSerializable(typeof(DiscordThreads))]
[JsonSerializable(typeof(DiscordRoleChange))]
[JsonSerializable(typeof(DiscordMessage))]
[JsonSerializable(typeof(DiscordDeletion))]
[JsonSerializable(typeof(DiscordInteraction))]
[JsonSerializable(typeof(DiscordGatewayAddress))]
[JsonSerializable(typeof(DiscordApplication))]
[JsonSerializable(typeof(DiscordUser))]
[JsonSerializable(typeof(DiscordFault))]
[JsonSerializable(typeof(DiscordPost))]
[JsonSerializable(typeof(DiscordCallback))]
[JsonSerializable(typeof(DiscordCallbackAnswer))]
[JsonSerializable(typeof(DiscordRecipient))]
[JsonSerializable(typeof(DiscordEmpty))]
[JsonSerializable(typeof(IReadOnlyList<DiscordCommand>))]
internal sealed partial class DiscordJson : JsonSerializerContext;
