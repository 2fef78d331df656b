using CsCheck;
using LurkBot.Entries;
using LurkBot.Models;

namespace LurkBot.Tests.Models;

public sealed class ModelCatalogueTests
{
    [Fact]
    public void BuiltIn_IsSound()
    {
        var catalogue = ModelCatalogue.BuiltIn;
        Assert.Empty(catalogue.Problems);
        foreach (var alias in catalogue.Aliases.Keys)
        {
            var info = catalogue.Find(alias);
            Assert.False(info.IsWindowAssumed, alias);
            Assert.True(info.Price is { Input: > 0 } price && price.Output >= price.Input && price.CachedInput <= price.Input, alias);
        }
    }

    [Theory]
    [InlineData("Sonnet", "claude-sonnet-5-5", 1_000_000, 2.0)]
    [InlineData("claude-sonnet-4-20250514", "claude-sonnet-4-20250514", 200_000, 3.0)]
    [InlineData("gpt-4o-2024-08-06", "gpt-4o-2024-08-06", 128_000, 2.5)]
    [InlineData("gpt-4o-2024-05-13", "gpt-4o-2024-05-13", 128_000, 5.0)]
    [InlineData("openai/gpt-4o-mini", "openai/gpt-4o-mini", 128_000, 0.15)]
    [InlineData("gemini-3.1-pro-preview", "gemini-3.1-pro-preview", 1_048_576, 2.0)]
    [InlineData("gemini-2.5-flash-preview-09-2025", "gemini-2.5-flash-preview-09-2025", 1_048_576, 0.3)]
    [InlineData("ollama/llama3.1:70b", "ollama/llama3.1:70b", 131_072, 0.0)]
    [InlineData("ollama/unheard-of", "ollama/unheard-of", 32_768, 0.0)]
    [InlineData("offline", "offline", 128_000, 0.0)]
    [InlineData("claude-unheard-of", "claude-unheard-of", 128_000, null)]
    [InlineData("", "", 128_000, null)]
    public void Find_NameOrAlias_GivesWindowAndPrice(string asked, string name, int window, double? input)
    {
        var info = ModelCatalogue.BuiltIn.Find(asked);
        Assert.Equal((name, window, (decimal?)input), (info.Name, info.Window, info.Price?.Input));
        Assert.InRange(info.LargestReply, 1, info.Window);
        Assert.Equal(asked.Contains("unheard", StringComparison.Ordinal) || asked.Length == 0, info.IsWindowAssumed);
    }

    [Fact]
    public void Load_OwnFile_OverridesFieldByFieldAndAdds()
    {
        var catalogue = Load("""
            {
              // comments and trailing commas are fine
              "aliases": { "SONNET": "claude-opus-5", "mine": "work", "work": "openai/own" },
              "models": {
                "gpt-4o": { "window": 1000 },
                "gpt-4.1": { "price": null, "note": {"unknown": [1]} },
                "openai/own": { "largest_reply": 99999999, "price": { "input": 1.5, "output": 6 } },
                "ollama/big": { "window": 7, "price": { "input": 1, "output": 1 } },
              },
              "unknown": [],
            }
            """);
        Assert.Empty(catalogue.Problems);
        Assert.Equal("claude-opus-5", catalogue.Resolve("sonnet"));
        Assert.Equal("openai/own", catalogue.Resolve("mine"));
        Assert.Equal((1000, 1000, 2.5m), (catalogue.Find("gpt-4o").Window, catalogue.Find("gpt-4o").LargestReply, catalogue.Find("gpt-4o").Price!.Input));
        Assert.Null(catalogue.Find("gpt-4.1").Price);
        Assert.Equal(1_047_576, catalogue.Find("gpt-4.1").Window);
        Assert.Equal(new ModelPrice(1.5m, 6, 1.5m, 1.5m), catalogue.Find("mine").Price);
        Assert.Equal(128_000, catalogue.Find("mine").LargestReply);
        Assert.Equal((7, 1m), (catalogue.Find("ollama/big:1b").Window, catalogue.Find("ollama/big").Price!.Output));
    }

    [Theory]
    [InlineData("", 1, "Nothing of the file is used")]
    [InlineData("{\n\"models\": {\n\"a\": {,}}}", 3, "Nothing of the file is used")]
    [InlineData("{\"models\": {}} {}", 1, "Nothing of the file is used")]
    [InlineData("{\n\"models\": {", 2, "Nothing of the file is used")]
    [InlineData("[1]", 1, "the file must be an object")]
    [InlineData("{\n\"models\": []}", 2, "models must be an object")]
    [InlineData("{\n\n\"aliases\": 7}", 3, "aliases must be an object")]
    [InlineData("{\"models\": {\n\"gpt-4o\": 5}}", 2, "gpt-4o must be an object")]
    [InlineData("{\"models\": {\"gpt-4o\": {\n\n\"window\": 0}}}", 3, "window of gpt-4o must be a whole number")]
    [InlineData("{\"models\": {\"gpt-4o\": {\n\"window\": 1.5}}}", 2, "window of gpt-4o must be a whole number")]
    [InlineData("{\"models\": {\"gpt-4o\": {\n\"window\": \"128k\"}}}", 2, "window of gpt-4o must be a whole number")]
    [InlineData("{\"models\": {\"gpt-4o\": {\n\"largest_reply\": {\"a\": [1]}}}}", 2, "largest_reply of gpt-4o must be a whole number")]
    [InlineData("{\"models\": {\"gpt-4o\": {\n\"window\": 99999999999999999999}}}", 2, "window of gpt-4o must be a whole number")]
    [InlineData("{\"aliases\": {\n\"x\": 5}}", 2, "the alias x must stand for a model's name")]
    [InlineData("{\"aliases\": {\n\"x\": [\"y\"]}}", 2, "the alias x must stand for a model's name")]
    [InlineData("{\"aliases\": {\n\"x y\": \"z\"}}", 2, "'x y' cannot be an alias")]
    [InlineData("{\"aliases\": {\n\"default\": \"z\"}}", 2, "'default' cannot be an alias")]
    public void Load_Malformed_NamesTheLineAndUsesTheRest(string json, int line, string expected)
    {
        var catalogue = Load(json);
        Assert.Contains($"models.json, line {line}: ", Assert.Single(catalogue.Problems), StringComparison.Ordinal);
        Assert.Contains(expected, catalogue.Problems[0], StringComparison.Ordinal);
        Assert.Equal((128_000, 2.5m), (catalogue.Find("gpt-4o").Window, catalogue.Find("gpt-4o").Price!.Input));
        Assert.Equal("claude-opus-5-5", catalogue.Resolve("opus"));
    }

    [Theory]
    [InlineData("\"free\"", "price of gpt-4o must be an object")]
    [InlineData("{\"input\": -1, \"output\": 1}", "input of gpt-4o must be US dollars")]
    [InlineData("{\"input\": \"1\", \"output\": 1}", "input of gpt-4o must be US dollars")]
    [InlineData("{\"input\": 1e30, \"output\": 1}", "input of gpt-4o must be US dollars")]
    [InlineData("{\"input\": 1}", "needs both 'input' and 'output'")]
    [InlineData("{\"input\": 1, \"output\": 1, \"long\": {\"input\": 2, \"output\": 2}}", "needs 'over'")]
    [InlineData("{\"input\": 1, \"output\": 1, \"long\": 5}", "must be an object")]
    public void Load_WrongPrice_IsUnknownRatherThanTheListed(string price, string expected)
    {
        var catalogue = Load("{\"models\": {\"gpt-4o\": {\"price\": " + price + ", \"window\": 5}}}");
        Assert.Contains(expected, Assert.Single(catalogue.Problems), StringComparison.Ordinal);
        Assert.Null(catalogue.Find("gpt-4o").Price);
        Assert.Equal(5, catalogue.Find("gpt-4o").Window);
    }

    [Fact]
    public void Load_AliasesInACircle_AreReportedAndLeftOut()
    {
        var catalogue = Load("""{"aliases": {"a": "b", "b": "a", "c": "c", "d": "gpt-4o"}}""");
        Assert.NotEmpty(catalogue.Problems);
        Assert.Equal("c", catalogue.Resolve("c"));
        Assert.Equal("gpt-4o", catalogue.Resolve("d"));
        Assert.Contains(catalogue.Resolve("a"), new[] { "a", "b" });
    }

    [Fact]
    public void Load_NoTextOrNoFile_IsReported()
    {
        using var home = new TemporaryFolder();
        var path = Path.Combine(home.Path, "models.json");
        File.WriteAllBytes(path, [.. "{\n\"aliases\": {\n\""u8, 0xFF, 0xFE, .. "\": \"x\"}}"u8]);
        Assert.Contains("line ", Assert.Single(ModelCatalogue.Load(home.Path).Problems), StringComparison.Ordinal);
        File.WriteAllText(path, "\uFEFF{\"aliases\": {\"x\": \"y\"}}");
        Assert.Empty(ModelCatalogue.Load(home.Path).Problems);
        Assert.Equal("y", ModelCatalogue.Load(home.Path).Resolve("x"));
        File.WriteAllText(path, new string(' ', 5 * 1024 * 1024));
        Assert.Contains("larger than", Assert.Single(ModelCatalogue.Load(home.Path).Problems), StringComparison.Ordinal);
        File.Delete(path);
        Directory.CreateDirectory(path);
        Assert.Contains(path, Assert.Single(ModelCatalogue.Load(home.Path).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AnyDamage_NeverThrows()
    {
        var sound = """{"aliases": {"a": "b"}, "models": {"m": {"window": 5, "price": {"input": 1, "output": 2, "long": {"over": 5, "input": 2, "output": 3}}}}}"""u8.ToArray();
        Gen.Select(Gen.Int[0, sound.Length - 1], Gen.Byte, Gen.Int[0, sound.Length]).Sample((at, value, length) =>
        {
            var damaged = sound.ToArray();
            damaged[at] = value;
            var file = ModelFileReader.Read(damaged[..length], "models.json");
            Assert.All(file.Problems, problem => Assert.StartsWith("models.json, line ", problem, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Cost_CachedAndLong_AreCountedAtTheirPrices()
    {
        var price = new ModelPrice(10, 100, 1, 12) { WhenLong = new ModelPrice(20, 200, 2, 24), LongOver = 1000 };
        Assert.Equal(((600 * 10) + (400 * 1) + (50 * 100)) / 1_000_000m, price.Cost(new Usage(1000, 50, 400)));
        Assert.Equal(((601 * 20) + (400 * 2) + (50 * 200)) / 1_000_000m, price.Cost(new Usage(1001, 50, 400)));
        Assert.Equal(0, ModelPrice.Free.Cost(new Usage(long.MaxValue, long.MaxValue, 0)));
    }

    [Fact]
    public void Cost_AnyCounts_IsNeverNegativeAndNeverFails()
    {
        var price = new ModelPrice(1_000_000, 1_000_000, 0, 0);
        Gen.Select(Gen.Long, Gen.Long, Gen.Long).Sample((input, output, cached) => Assert.True(price.Cost(new Usage(input, output, cached)) >= 0));
    }

    private static ModelCatalogue Load(string json)
    {
        using var home = new TemporaryFolder();
        File.WriteAllText(Path.Combine(home.Path, "models.json"), json);
        return ModelCatalogue.Load(home.Path);
    }
}
