namespace LurkBot.Models;

/// <summary>What a <c>models.json</c> says.</summary>
/// <param name="Aliases">Short names and what they stand for.</param>
/// <param name="Models">Models by name.</param>
/// <param name="Problems">What is wrong with it; that part is left out.</param>
internal sealed record ModelFile(Dictionary<string, string> Aliases, Dictionary<string, ModelFileEntry> Models, List<string> Problems)
{
    /// <summary>A file that says nothing.</summary>
    public static ModelFile Empty() => new(new(StringComparer.OrdinalIgnoreCase), new(StringComparer.Ordinal), []);
}
