using System.Text;
using LurkBot.Configuration;

namespace LurkBot.Tests.Configuration;

public sealed class ConfigFileTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    private string Path => System.IO.Path.Combine(home.Path, "config.json");

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("{ // one\n \"MAX_TOKENS\": 5, /* two */ }", "LURKBOT_MAX_TOKENS", "5")]
    [InlineData("""{"lurkbot_max_tokens": "5"}""", "LURKBOT_MAX_TOKENS", "5")]
    [InlineData("""{"temperature": 1.50e0}""", "LURKBOT_TEMPERATURE", "1.50e0")]
    [InlineData("""{"session_locking": false}""", "LURKBOT_SESSION_LOCKING", "False")]
    [InlineData("""{"session_locking": true}""", "LURKBOT_SESSION_LOCKING", "True")]
    [InlineData("""{"fallback_models": []}""", "LURKBOT_FALLBACK_MODELS", null)]
    [InlineData("""{"default_model": "a\u00e9\ud83d\ude00"}""", "LURKBOT_DEFAULT_MODEL", "aé😀")]
    public void Load_Value_IsTakenAsText(string json, string name, string? value)
    {
        File.WriteAllText(Path, json);
        var loaded = Load();
        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
        Assert.Equal(value, loaded.Values.Single(setting => string.Equals(setting.Definition.Name, name, StringComparison.Ordinal)).Value);
    }

    [Theory]
    [InlineData("", "line 1: ")]
    [InlineData("[1]", "line 1: expected an object")]
    [InlineData("\n\nnull", "line 3: expected an object")]
    [InlineData("{\n\"a\": 1,\n\"b\" 2}", "line 3: '2' is invalid after a property name. Expected a ':'.")]
    [InlineData("{\n\"a\":", "line 2: ")]
    [InlineData("{} {}", "line 1: ")]
    [InlineData("{\n\"a\": 1,\n\n\"A\": 2}", "line 4: A is set twice.")]
    [InlineData("{\n\"a\": \"\\ud800\"}", "line 2: this text is not UTF-8")]
    [InlineData("{\n\"\\ud800\": 1}", "line 2: this text is not UTF-8")]
    [InlineData("{\n\"a\": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1", "line 2: The maximum configured depth of 64")]
    public void Load_BrokenFile_IsOneErrorWithItsLine(string json, string error)
    {
        File.WriteAllText(Path, json);
        var loaded = Load();
        Assert.StartsWith($"{Path}, {error}", Assert.Single(loaded.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", loaded.Errors[0], StringComparison.Ordinal);
        Assert.All(loaded.Values, value => Assert.NotEqual("config.json", value.Source));
    }

    [Fact]
    public void Load_NotUtf8_IsOneErrorWithItsLine()
    {
        File.WriteAllBytes(Path, [.. "{\n\"default_model\": \""u8, 0xFF, .. "\"}"u8]);
        Assert.StartsWith($"{Path}, line 2: this text is not UTF-8", Assert.Single(Load().Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Load_FileWithAByteOrderMark_IsRead(string encoding)
    {
        File.WriteAllText(Path, """{"default_model": "é"}""", Encoding.GetEncoding(encoding));
        Assert.Equal("é", Load().Options.Models.DefaultModel);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1, [2], {}]")]
    [InlineData("{\"a\": {\"b\": []}}")]
    public void Load_NotOneValue_IsAnErrorAndTheRestIsRead(string value)
    {
        File.WriteAllText(Path, $$"""{"max_tokens": {{value}}, "default_model": "m"}""");
        var loaded = Load();
        Assert.Equal($"{Path}: max_tokens must be one value, not a list or an object.", Assert.Single(loaded.Errors));
        Assert.Equal("m", loaded.Options.Models.DefaultModel);
    }

    [Fact]
    public void Load_HugeFile_IsRefused()
    {
        using (var file = File.Create(Path))
            file.SetLength((16 << 20) + 1);
        Assert.Equal($"{Path} cannot be read: it is larger than 16 MB.", Assert.Single(Load().Errors));
    }

    private LoadedConfiguration Load() => ConfigurationLoader.Load(new Dictionary<string, string?>(StringComparer.Ordinal) { ["LURKBOT_HOME"] = home.Path });
}
