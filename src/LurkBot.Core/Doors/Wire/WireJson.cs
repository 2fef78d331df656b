using System.Text.Json.Serialization;
using LurkBot.Entries;

namespace LurkBot.Doors;

/// <summary>The JSON of the gateway's API and its clients.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(WireWords<ErrorKind>), typeof(WireWords<TurnFate>), typeof(WireWords<ApprovalDecision>)])]
[JsonSerializable(typeof(WireAccepted))]
[JsonSerializable(typeof(WireAnswer))]
[JsonSerializable(typeof(WireCommand))]
[JsonSerializable(typeof(WireDone))]
[JsonSerializable(typeof(WireDoor))]
[JsonSerializable(typeof(WireError))]
[JsonSerializable(typeof(WireHello))]
[JsonSerializable(typeof(WireMessage))]
[JsonSerializable(typeof(WireOpen))]
[JsonSerializable(typeof(WireReply))]
[JsonSerializable(typeof(WireSession))]
[JsonSerializable(typeof(WireStop))]
[JsonSerializable(typeof(WireTakenBack))]
[JsonSerializable(typeof(WireUpdate))]
internal sealed partial class WireJson : JsonSerializerContext;
