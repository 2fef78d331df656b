using LurkBot.Tests.Models;

namespace LurkBot.Tests.Cli;

/// <summary>Attaching files as a person does it.</summary>
public sealed class ChatAttachmentTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly TemporaryFolder files = new();
    private readonly ProviderServer server = new(ProviderReply.Say("A cat."), ProviderReply.Say("Still a cat."), ProviderReply.Say("Nothing."));

    public ChatAttachmentTests()
    {
        File.WriteAllBytes(Path.Combine(files.Path, "my cat.png"), SampleFiles.Png);
        File.WriteAllText(Path.Combine(files.Path, "notes.md"), "The code is 4711.");
    }

    public void Dispose()
    {
        server.Dispose();
        files.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task Chat_Attach_FilesGoAlongAreShownExportedAndErased()
    {
        var (code, output, error) = await RunAsync("chat", "--model", "openai/m", "--attach", Path.Combine(files.Path, "my cat.png"), "-a", Path.Combine(files.Path, "notes.md"), "What is this?");
        Assert.Equal((0, "A cat.\n", ""), (code, output, error));
        Assert.Contains("data:image/png;base64,", server.Bodies[0], StringComparison.Ordinal);
        Assert.Contains("The code is 4711.", server.Bodies[0], StringComparison.Ordinal);

        var shown = (await RunAsync("sessions", "show", "cli:default:main")).Output;
        Assert.Contains("[my cat.png, image/png, 70 bytes, blob ", shown, StringComparison.Ordinal);
        var hash = shown[(shown.IndexOf("blob ", StringComparison.Ordinal) + 5)..][..12];
        Assert.StartsWith("\uFFFDPNG", (await RunAsync("sessions", "show", "cli:default:main", "--blob", hash)).Output, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"my cat.png\"", (await RunAsync("sessions", "export", "cli:default:main")).Output, StringComparison.Ordinal);
        Assert.Contains("my cat.png", (await RunAsync("sessions", "export", "cli:default:main", "--format", "html")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("sessions", "verify")).Code);

        Assert.Equal(2, Blobs().Length);
        Assert.Equal((0, ""), await RunAsync("sessions", "erase", "cli:default:main#1", "--yes") is var erased ? (erased.Code, erased.Error) : default);
        Assert.Empty(Blobs());
    }

    [Fact]
    public async Task Chat_AttachWhatIsNoFile_SaysSoAndAsksNobody()
    {
        var (code, _, error) = await RunAsync("chat", "--model", "openai/m", "--attach", Path.Combine(files.Path, "dog.png"), "What is this?");
        Assert.Equal(1, code);
        Assert.Contains("There is no file", error, StringComparison.Ordinal);
        Assert.Empty(server.Bodies);
    }

    [Fact]
    public async Task Chat_SlashAttach_GoesWithTheNextMessageAndWithItsRetry()
    {
        using var terminal = new PseudoTerminal("chat --model openai/m", Variables);
        await terminal.TypeAsync($"/attach {files.Path}/my\\ cat.png\r");
        await terminal.SeeAsync("With the next message: my cat.png, image/png, 70 bytes");
        await terminal.TypeAsync($"/attach {files.Path}/none.png\r");
        await terminal.SeeAsync("There is no file");
        await terminal.TypeAsync("\u0015What is this?\r");
        await terminal.SeeAsync("A cat.");
        await terminal.TypeAsync("/retry\r");
        await terminal.SeeAsync("Still a cat.");
        await terminal.TypeAsync("/clear\r");
        await terminal.SeeAsync("Cleared.");
        await terminal.TypeAsync("And now?\r");
        await terminal.SeeAsync("Nothing.");
        await terminal.TypeAsync("\u0004");
        Assert.Equal(0, await terminal.ExitCodeAsync());
        Assert.Equal([true, true, false], server.Bodies.Select(body => body.Contains("data:image/png;base64,", StringComparison.Ordinal)));
    }

    private string[] Blobs() => Directory.GetFiles(Path.Combine(home.Path, "blobs"), "*", SearchOption.AllDirectories);

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], Variables);
        return await process.FinishAsync();
    }

    private (string Name, string Value)[] Variables => [("LURKBOT_HOME", home.Path), ("LURKBOT_OPENAI_BASE_URL", server.Options.OpenAIBaseUrl!.ToString()), ("LURKBOT_OPENAI_API_KEY", "k")];
}
