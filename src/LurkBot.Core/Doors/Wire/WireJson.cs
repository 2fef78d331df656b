using System.Text.Json.Serialization;
using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>The JSON of the gateway's API and its clients.</summary>
[JsonSourceGenerationOptions(MaxDepth = Deepest, RespectNullableAnnotations = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(WireWords<ErrorKind>), typeof(WireWords<TurnFate>), typeof(WireWords<ApprovalDecision>), typeof(WireWords<ApprovalOutcome>)])]
[JsonSerializable(typeof(WireAccepted))]
[JsonSerializable(typeof(WireAnswer))]
[JsonSerializable(typeof(WireCommand))]
[JsonSerializable(typeof(WireDoor))]
[JsonSerializable(typeof(WireError))]
[JsonSerializable(typeof(WireHello))]
[JsonSerializable(typeof(WireMessage))]
[JsonSerializable(typeof(WireOpen))]
[JsonSerializable(typeof(WireOutcome))]
[JsonSerializable(typeof(WireReply))]
[JsonSerializable(typeof(WireSend))]
[JsonSerializable(typeof(SentJson))]
[JsonSerializable(typeof(WireSession))]
[JsonSerializable(typeof(GatewayRecord))]
[JsonSerializable(typeof(IReadOnlyList<WireChannel>))]
[JsonSerializable(typeof(WireStatus))]
[JsonSerializable(typeof(WireStop))]
[JsonSerializable(typeof(WireStopped))]
[JsonSerializable(typeof(WireTakenBack))]
[JsonSerializable(typeof(WireUpdate))]
internal sealed partial class WireJson : JsonSerializerContext
{
    /// <summary>An entry nests up to 1000 deep, inside an update.</summary>
    private const int Deepest = 1010;
}
