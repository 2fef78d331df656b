using System.Text.Json.Serialization;

namespace LurkBot.Schedules;

/// <summary>Who made a schedule.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScheduleMaker>))]
internal enum ScheduleMaker
{
    /// <summary>The owner.</summary>
    [JsonStringEnumMemberName("owner")]
    Owner,

    /// <summary>A model; its turns have at most partial trust.</summary>
    [JsonStringEnumMemberName("model")]
    Model,
}
