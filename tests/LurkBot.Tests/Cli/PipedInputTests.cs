using LurkBot.Cli.Chat;
using LurkBot.Cli.Commands;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Cli;

/// <summary>What comes on standard input is content, whatever it looks like (RULES DO4; field 41).</summary>
public sealed class PipedInputTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly ProviderServer server = new(ProviderReply.Say("Well."), ProviderReply.Say("Well."));

    public void Dispose()
    {
        server.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task Chat_ArgumentAndPipe_BothGoToTheModelTheQuestionFirst()
    {
        Assert.Equal(0, (await RunAsync("printf 'line 1\\n```\\nline 2' | lurkbot chat 'Summarize this'")).Code);
        Assert.Contains("Summarize this\\n\\nStandard input:\\n\\n````\\nline 1\\n```\\nline 2\\n````", server.Bodies[0].Replace("\\u0060", "`", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/clear")]
    [InlineData("!touch pwned")]
    [InlineData("/exit\n")]
    public async Task Chat_PipedCommand_IsText(string text)
    {
        var (code, _, _) = await RunAsync($"printf '{text}' | lurkbot chat");
        Assert.Equal(0, code);
        Assert.Contains(text.TrimEnd(), server.Bodies[0], StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync($"lurkbot chat '{text}' < /dev/null")).Code);
        Assert.Contains(text.TrimEnd(), server.Bodies[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_PipedImage_IsAttached()
    {
        await File.WriteAllBytesAsync(Path.Combine(home.Path, "x"), SampleFiles.Png);
        Assert.Equal(0, (await RunAsync($"lurkbot chat 'What is this?' < '{home.Path}/x'")).Code);
        Assert.Contains("data:image/png;base64,", server.Bodies[0], StringComparison.Ordinal);
        Assert.Contains("What is this?", server.Bodies[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%%PDF-1.7\\0", "a PDF document")]
    [InlineData("PK\\003\\004\\0", "a ZIP archive")]
    [InlineData("a\\0b", "binary data")]
    [InlineData("caf\\351", "text that is not UTF-8")]
    public async Task Chat_PipedBinary_IsRefusedByName(string bytes, string kind)
    {
        var (code, _, error) = await RunAsync($"printf '{bytes}' | lurkbot chat 'What is this?'");
        Assert.Equal(2, code);
        Assert.Contains(kind, error, StringComparison.Ordinal);
        Assert.Empty(server.Bodies);
    }

    [Fact]
    public async Task Chat_InputClosed_EndsWithoutAQuestionAndAnswersOne()
    {
        var (code, _, error) = await RunAsync("timeout 30 dotnet \"$LURKBOT_DLL\" chat <&-");
        Assert.Equal(2, code);
        Assert.Contains("No question given.", error, StringComparison.Ordinal);
        Assert.Equal((0, "Well.\n"), await RunAsync("timeout 30 dotnet \"$LURKBOT_DLL\" chat hello <&-") is var answered ? (answered.Code, answered.Output) : default);
    }

    [Fact]
    public void Of_Utf16_IsText() => Assert.Equal("ä", PipedInput.Of([0xFF, 0xFE, 0xE4, 0x00]).Text);

    [Fact]
    public void Of_Nothing_IsNoMessage()
    {
        Assert.Null(PipedInput.Of([]).With(null));
        Assert.Equal("q", PipedInput.Of(" \n"u8).With("q"));
        Assert.Throws<CommandException>(() => PipedInput.Of([0]));
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string script)
    {
        using var process = ChildProcess.Start(
            "sh",
            ["-c", $"cd '{home.Path}'\nlurkbot() {{ dotnet '{ChildProcess.LurkBot}' \"$@\"; }}\n{script}"],
            ("LURKBOT_HOME", home.Path), ("LURKBOT_DEFAULT_MODEL", "openai/m"), ("LURKBOT_OPENAI_API_KEY", "k"), ("LURKBOT_OPENAI_BASE_URL", server.Options.OpenAIBaseUrl!.ToString()), ("LURKBOT_DLL", ChildProcess.LurkBot));
        return await process.FinishAsync();
    }
}
