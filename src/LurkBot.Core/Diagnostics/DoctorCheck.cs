namespace LurkBot.Diagnostics;

/// <summary>One thing that <c>lurkbot doctor</c> looked at.</summary>
/// <param name="Name">What, in a few words.</param>
/// <param name="Status">How it is.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Mend">The command, setting or page that mends it; null when nothing must be done.</param>
internal sealed record DoctorCheck(string Name, DoctorStatus Status, string Detail, string? Mend = null);
