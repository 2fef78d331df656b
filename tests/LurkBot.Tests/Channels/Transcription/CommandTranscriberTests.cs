using LurkBot.Channels;
using LurkBot.Sandboxes;
using LurkBot.Tests.Sandboxes;

namespace LurkBot.Tests.Channels;

/// <summary>The owner's program, run in the real sandbox.</summary>
[Collection(SandboxesAlone.Name)]
public sealed class CommandTranscriberTests : IDisposable
{
    private readonly SandboxHome home = new();

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Transcribe_Program_GetsTheRecordingAndItsOutputIsTheTranscript()
    {
        Assert.Equal("OggS hello", await TranscribeAsync(["cat", "{file}"], [.. "OggS hello\n"u8]));
        Assert.Equal("OggS/workspace/recording.ogg", await TranscribeAsync(["sh", "-c", "cat \"$0\"; echo \"$0\""], [.. "OggS"u8]));
        Assert.Empty(Directory.GetDirectories(Path.Combine(home.Path, "workspaces")));
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Transcribe_WordsThatAShellWouldRead_AreTakenAsTheyAre() =>
        Assert.Equal("$HOME|`id`|';|a  b|*|/workspace/recording.ogg|", await TranscribeAsync(["printf", "%s|", "$HOME", "`id`", "';", "a  b", "*"], [.. "OggS"u8]));

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Transcribe_LongOutput_IsCutAt32Kilobytes()
    {
        var text = await TranscribeAsync(["sh", "-c", "yes word | head -c 100000"], [.. "OggS"u8]);
        Assert.InRange(text.Length, 32_000, Recording.LongestTranscript);
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Transcribe_NetworkAllowedForTools_HasNone() =>
        Assert.Equal("lo", await TranscribeAsync(["sh", "-c", "tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' \\n'"], [.. "OggS"u8], new SandboxOptions { Network = true }));

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Transcribe_ProgramThatFails_SaysSoToTheOwnerAlone()
    {
        var error = await Assert.ThrowsAsync<TranscriptionException>(() => TranscribeAsync(["sh", "-c", "echo no model >&2; exit 3"], [.. "OggS"u8]));
        Assert.Equal("The program of LURKBOT_TRANSCRIBE_COMMAND failed with exit code 3: no model", error.Message);
        Assert.Equal("the transcription failed", error.ForSender);
        Assert.Equal("no speech was found in it", (await Assert.ThrowsAsync<TranscriptionException>(() => TranscribeAsync(["true"], [.. "OggS"u8]))).ForSender);
    }

    [Fact]
    public async Task Transcribe_WithoutASandbox_RunsNothing()
    {
        var transcriber = new CommandTranscriber(["cat"], new SharedSandbox(() => throw new SandboxException("There is none here."), 1), new SandboxOptions(), home.Path);
        var error = await Assert.ThrowsAsync<TranscriptionException>(() => transcriber.TranscribeAsync(Recording.Of("audio/ogg", new byte[] { 1 }), default));
        Assert.Contains("There is none here.", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => home.Dispose();

    private Task<string> TranscribeAsync(string[] command, byte[] bytes, SandboxOptions? options = null) =>
        new CommandTranscriber(command, SandboxHome.Create(), options ?? new SandboxOptions(), home.Path).TranscribeAsync(Recording.Of("audio/ogg", bytes), default);
}
