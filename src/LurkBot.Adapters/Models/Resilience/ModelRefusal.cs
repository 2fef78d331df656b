namespace LurkBot.Models;

/// <summary>A part of a request that a model at an address refused, and without which it answered.</summary>
/// <param name="Address">Where it was asked, without any password.</param>
/// <param name="Model">The model, as the provider calls it.</param>
/// <param name="Part">The part: a field of the request, or a word for several.</param>
/// <param name="At">When that was seen.</param>
internal sealed record ModelRefusal(string Address, string Model, string Part, DateTimeOffset At)
{
    /// <summary>The part, for a person.</summary>
    public string Name => Part.StartsWith(RefusedFields.Prefix, StringComparison.Ordinal) ? Part[RefusedFields.Prefix.Length..] : Part;
}
