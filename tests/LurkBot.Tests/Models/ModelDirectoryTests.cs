using LurkBot.Models;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Models;

/// <summary>Lists of models over real sockets, in the shapes that the providers document.</summary>
public sealed class ModelDirectoryTests : IDisposable
{
    private const string Json = "application/json";

    private readonly TemporaryFolder home = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.Parse("2026-03-01T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(nameof(ModelProvider.Anthropic), "/v1/models", """{"data":[{"type":"model","id":"claude-new","display_name":"New","max_input_tokens":5000},{"type":"model","id":"claude-a"}],"has_more":false}""", "claude-a, claude-new=5000")]
    [InlineData(nameof(ModelProvider.OpenAI), "/v1/models", """{"object":"list","data":[{"id":"m:7b","object":"model","max_model_len":4096},{"id":"claude-by-them"},{"id":"openai/gpt-4o"}]}""", "m:7b=4096, openai/claude-by-them, openai/openai/gpt-4o")]
    [InlineData(nameof(ModelProvider.Google), "/v1beta/openai/models", """{"object":"list","data":[{"id":"models/gemini-9-pro"},{"id":"models/gemini-embedding-001"},{"id":"models/imagen-4"},{"id":"gemini-plain"}]}""", "gemini-9-pro, gemini-plain")]
    [InlineData(nameof(ModelProvider.Ollama), "/api/tags", """{"models":[{"name":"llama3:latest","size":1},{"name":"hf.co/x/y:Q4"}]}""", "ollama/hf.co/x/y:Q4, ollama/llama3:latest")]
    [InlineData(nameof(ModelProvider.Offline), "", "", "offline")]
    public async Task Ask_EachProvider_GivesNamesThatCanBeChosen(string provider, string path, string answer, string expected)
    {
        using var server = new LoopbackServer((asked, _) => string.Equals(asked, path, StringComparison.Ordinal) ? (200, Json, answer) : (404, Json, "{}"));
        var listing = await new ModelListClient(Options(server.Address), time).AskAsync(Enum.Parse<ModelProvider>(provider), default);
        Assert.Null(listing.Problem);
        Assert.Equal(expected, string.Join(", ", listing.Models.Select(model => model.Window is { } window ? $"{model.Name}={window}" : model.Name)));
        Assert.DoesNotContain("secret", listing.Address, StringComparison.Ordinal);
        using var clients = new ModelClients(Options(server.Address), time).Create(listing.Models[0].Name);
    }

    [Fact]
    public void Read_OpenAIsOwnList_LeavesOutWhatCannotChat()
    {
        var json = """{"data":[{"id":"gpt-5"},{"id":"gpt-4o-realtime-preview"},{"id":"whisper-1"},{"id":"text-embedding-3-small"},{"id":"o3"},{"id":"dall-e-3"},{"id":"gpt-3.5-turbo-instruct"}]}"""u8.ToArray();
        Assert.Equal(["gpt-5", "o3"], ModelListParser.Read(ModelProvider.OpenAI, isCompatible: false, json).Select(model => model.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("5")]
    [InlineData("""{"data":{"id":"x"}}""")]
    public async Task Ask_AnswerIsNoList_NamesTheSetting(string answer)
    {
        using var server = new LoopbackServer((_, _) => (200, Json, answer));
        var listing = await new ModelListClient(Options(server.Address), time).AskAsync(ModelProvider.OpenAI, default);
        Assert.Contains("no list of models. Check LURKBOT_OPENAI_BASE_URL", listing.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_OddEntries_AreLeftOut()
    {
        using var server = new LoopbackServer((_, _) => (200, Json, $$"""{"data":[5,null,{"id":7},{"id":""},{"id":"a b"},{"id":"\u001b[31m"},{"id":"{{new string('x', 500)}}"},{"id":"good","context_length":-1},{"id":"good"}]}"""));
        var listing = await new ModelListClient(Options(server.Address), time).AskAsync(ModelProvider.OpenAI, default);
        Assert.Equal([new ProviderModel("good", null)], listing.Models);
    }

    [Theory]
    [InlineData(401, "Check LURKBOT_ANTHROPIC_API_KEY")]
    [InlineData(404, "LURKBOT_ANTHROPIC_BASE_URL")]
    [InlineData(302, "302")]
    [InlineData(500, "500")]
    public async Task Ask_ProviderRefuses_SaysWhatToCheck(int status, string expected)
    {
        using var server = new LoopbackServer((_, _) => (status, Json, "{}"));
        server.Headers["Location"] = "http://127.0.0.1:9/";
        var listing = await new ModelListClient(Options(server.Address), time).AskAsync(ModelProvider.Anthropic, default);
        Assert.Contains(expected, listing.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", listing.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_NobodyAnswersOrTooMuch_IsAProblemNotAFailure()
    {
        Assert.Contains("was refused", (await new ModelListClient(Options(new Uri("http://127.0.0.1:9/")), time).AskAsync(ModelProvider.Ollama, default)).Problem, StringComparison.Ordinal);
        using var endless = new LoopbackServer((_, _) => (200, Json, new string(' ', 9 * 1024 * 1024)));
        Assert.NotNull((await new ModelListClient(Options(endless.Address), time).AskAsync(ModelProvider.Ollama, default)).Problem);
        using var hanging = new LoopbackServer((_, _) => (200, Json, "{")) { Hangs = true };
        var asking = new ModelListClient(Options(hanging.Address), time).AskAsync(ModelProvider.Ollama, default);
        await hanging.Answered.Task;
        while (!asking.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Contains("did not answer in time", (await asking).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WithinADay_AsksOnceAndThenTellsOldNewsWhenNobodyAnswers()
    {
        var answers = new Queue<(int, string, string)>([(200, Json, """{"data":[{"id":"one"}]}"""), (200, Json, """{"data":[{"id":"two"}]}"""), (200, Json, """{"data":[{"id":"three"}]}"""), (500, Json, "{}")]);
        using var server = new LoopbackServer((_, _) => answers.Dequeue());
        Assert.Equal("one", await NamesAsync(server.Address));
        time.Advance(TimeSpan.FromHours(23));
        Assert.Equal("one", await NamesAsync(server.Address));
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal("two", await NamesAsync(server.Address));
        Assert.Equal("three", await NamesAsync(server.Address, refresh: true));
        Assert.Matches("^three, .*status 500", await NamesAsync(server.Address, refresh: true));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Cache));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(Cache)!));
    }

    [Fact]
    public async Task Get_OneProviderDown_TheOtherIsShownAndKept()
    {
        using var server = new LoopbackServer((path, _) => path is "/api/tags" ? (200, Json, """{"models":[{"name":"m"}]}""") : (503, Json, "{}"));
        var listings = await Lists(server.Address).GetAsync([ModelProvider.Anthropic, ModelProvider.Ollama], refresh: false, onAnswer: null, default);
        Assert.Equal([ModelProvider.Anthropic, ModelProvider.Ollama], listings.Select(listing => listing.Provider));
        Assert.NotNull(listings[0].Problem);
        Assert.Equal("ollama/m", Assert.Single(listings[1].Models).Name);
        Assert.Equal(ModelProvider.Ollama, Assert.Single(new ModelListCache(home.Path).Read()).Provider);
    }

    [Fact]
    public async Task Get_OtherAddress_IsAskedAnew()
    {
        using var first = new LoopbackServer((_, _) => (200, Json, """{"data":[{"id":"one"}]}"""));
        using var second = new LoopbackServer((_, _) => (200, Json, """{"data":[{"id":"two"}]}"""));
        Assert.Equal("one", await NamesAsync(first.Address));
        Assert.Equal("two", await NamesAsync(second.Address));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"format":2,"providers":[]}""")]
    [InlineData("""{"format":1,"providers":[{"provider":"Nobody","address":"","asked_at":"2026-01-01T00:00:00Z","models":[]}]}""")]
    [InlineData("""{"format":1,"providers":[{"provider":"OpenAI","address":null,"asked_at":"2026-01-01T00:00:00Z","models":[]}]}""")]
    [InlineData("""{"format":1,"providers":[{"provider":"OpenAI","address":"","asked_at":"yesterday","models":[]}]}""")]
    [InlineData("""{"format":1,"providers":[{"provider":"OpenAI","address":"","asked_at":"2026-01-01T00:00:00Z","models":[{"name":null}]}]}""")]
    [InlineData("""{"format":1,"providers":[{"provider":5}]}""")]
    public async Task Get_DamagedCache_IsIgnoredAndRewritten(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Cache)!);
        await File.WriteAllTextAsync(Cache, content);
        using var server = new LoopbackServer((_, _) => (200, Json, """{"data":[{"id":"one"}]}"""));
        Assert.Equal("one", await NamesAsync(server.Address));
        Assert.Equal("one", Assert.Single(Assert.Single(new ModelListCache(home.Path).Read()).Models).Name);
    }

    private string Cache => Path.Combine(home.Path, "cache", "models.json");

    private ModelDirectory Lists(Uri address) => new(new ModelListClient(Options(address), time), new ModelListCache(home.Path), time);

    private async Task<string> NamesAsync(Uri address, bool refresh = false)
    {
        var listing = Assert.Single(await Lists(address).GetAsync([ModelProvider.OpenAI], refresh, onAnswer: null, default));
        return string.Join(", ", listing.Models.Select(model => model.Name).Concat(listing.Problem is null ? [] : [listing.Problem]));
    }

    private static ModelOptions Options(Uri address) => new()
    {
        OpenAIApiKey = "secret-key",
        OpenAIBaseUrl = new Uri($"http://user:secret@{address.Authority}/v1"),
        GoogleApiKey = "secret-key",
        GoogleBaseUrl = new Uri(address, "v1beta/openai/"),
        AnthropicApiKey = "secret-key",
        AnthropicBaseUrl = address,
        OllamaBaseUrl = address,
    };
}
