using System.Diagnostics;
using LurkBot.Configuration;
using LurkBot.Prompts;

namespace LurkBot.Tests.Prompts;

public sealed class PromptSettingsTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void Load_PromptsOfAllSessionsOfChannelsAndOfSessions_AreBound()
    {
        var file = Write("hello"u8);
        var loaded = Load(
            ("LURKBOT_SYSTEM_PROMPT", "all"), ("LURKBOT_CLI__SYSTEM_PROMPT", "cli"), ("LURKBOT_MY_CHAT__SYSTEM_PROMPT_FILE", file),
            ("LURKBOT_SESSION__CLI_A_MAIN__SYSTEM_PROMPT", "one"), ("LURKBOT_SESSION__CLI_B_MAIN__SYSTEM_PROMPT_FILE", file), ("LURKBOT_TIMEZONE", "UTC"));
        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
        Assert.Equal(new PromptSetting("all", null), loaded.Options.Prompts.SystemPrompt);
        Assert.Equal(new PromptSetting("cli", null), loaded.Options.Prompts.Channels["CLI"]);
        Assert.Equal(new PromptSetting(null, file), loaded.Options.Prompts.Channels["MY_CHAT"]);
        Assert.Equal(new PromptSetting("one", null), loaded.Options.Prompts.Sessions["CLI_A_MAIN"]);
        Assert.Equal(new PromptSetting(null, file), loaded.Options.Prompts.Sessions["CLI_B_MAIN"]);
        Assert.Equal(TimeZoneInfo.Utc, loaded.Options.TimeZone);
    }

    [Theory]
    [InlineData("LURKBOT_SYSTEM_PROMPT")]
    [InlineData("LURKBOT_CLI__SYSTEM_PROMPT")]
    [InlineData("LURKBOT_SESSION__CLI_A_MAIN__SYSTEM_PROMPT")]
    public void Load_TextAndFileOrNoFile_IsAnError(string variable)
    {
        Assert.Contains($"Set {variable} or {variable}_FILE, not both.", Assert.Single(Load((variable, "text"), (variable + "_FILE", Write("x"u8))).Errors), StringComparison.Ordinal);
        Assert.Contains($"{variable}_FILE: there is no file /no/such", Assert.Single(Load((variable + "_FILE", "/no/such")).Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_UnknownTimeZone_SaysWhatIsExpected() =>
        Assert.Contains("LURKBOT_TIMEZONE=Mars/Base (environment) is not accepted: give a time zone such as Europe/Berlin", Assert.Single(Load(("LURKBOT_TIMEZONE", "Mars/Base")).Errors), StringComparison.Ordinal);

    [Fact]
    public void Read_File_IsReadAnewWithoutMarkAndEndOfLine()
    {
        var choice = new PromptChoice(new PromptSetting(null, Write([0xEF, 0xBB, 0xBF, .. "first\n\n"u8])), "X");
        Assert.Equal("first", PromptFile.Read(choice));
        Write("second {date}"u8);
        Assert.Equal("second {date}", PromptFile.Read(choice));
    }

    [Fact]
    public async Task Read_FileThatCannotBeUsed_NamesItAndTheSetting()
    {
        var path = Path.Combine(home.Path, "prompt");
        void Fails(string why)
        {
            var error = Assert.Throws<LurkBotException>(() => PromptFile.Read(new PromptChoice(new PromptSetting(null, path), "LURKBOT_CLI__SYSTEM_PROMPT_FILE")));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            Assert.Contains(why, error.Message, StringComparison.Ordinal);
            Assert.EndsWith("change LURKBOT_CLI__SYSTEM_PROMPT_FILE.", error.Message, StringComparison.Ordinal);
        }

        Fails("there is no such file");
        Write([0xFF, 0x00]);
        Fails("not UTF-8");
        Write(new byte[(1024 * 1024) + 1]);
        Fails("larger than 1 MB");
        File.Delete(path);
        if (OperatingSystem.IsLinux())
        {
            using (var process = Process.Start("mkfifo", [path]))
                await process.WaitForExitAsync();
            Fails("no regular file");
            File.Delete(path);
        }

        Directory.CreateDirectory(path);
        Fails(OperatingSystem.IsLinux() ? "no regular file" : "denied");
    }

    private string Write(ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(home.Path, "prompt");
        File.WriteAllBytes(path, content);
        return path;
    }

    private LoadedConfiguration Load(params (string Name, string Value)[] variables) => ConfigurationLoader.Load(
        variables.Append(("LURKBOT_HOME", home.Path)).ToDictionary(pair => pair.Item1, pair => (string?)pair.Item2, StringComparer.Ordinal));
}
