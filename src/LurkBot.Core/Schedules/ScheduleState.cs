using System.Text.Json.Serialization;

namespace LurkBot.Schedules;

/// <summary>Whether a schedule runs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScheduleState>))]
internal enum ScheduleState
{
    /// <summary>A model proposed it; it runs once the owner has confirmed it.</summary>
    [JsonStringEnumMemberName("proposed")]
    Proposed,

    /// <summary>It runs when it is due.</summary>
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>It does not run until it is resumed.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>It has no time left.</summary>
    [JsonStringEnumMemberName("done")]
    Done,
}
