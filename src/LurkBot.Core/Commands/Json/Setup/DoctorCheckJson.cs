using LurkBot.Diagnostics;

namespace LurkBot.Commands;

/// <summary>One thing that was looked at.</summary>
internal sealed record DoctorCheckJson(string Name, string Status, string Detail, string? Fix)
{
    /// <summary>The record of a check.</summary>
    public static DoctorCheckJson Of(DoctorCheck check) => new(check.Name, check.Status.ToString().ToLowerInvariant(), check.Detail, check.Mend);
}
