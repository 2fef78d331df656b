using LurkBot.Channels;

namespace LurkBot.Tests.Channels;

public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("whisper", "whisper")]
    [InlineData("  whisper -m  /usr/share/base.bin ", "whisper|-m|/usr/share/base.bin")]
    [InlineData("'/opt/my programs/w' \"a 'b' c\" d\"e f\"g ''", "/opt/my programs/w|a 'b' c|de fg|")]
    [InlineData("w $HOME `id` ; rm *", "w|$HOME|`id`|;|rm|*")]
    public void Parse_Command_GivesItsWords(string text, string words) => Assert.Equal(words.Split('|'), CommandWords.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("whisper 'a")]
    [InlineData("'' a")]
    public void Parse_NoCommand_IsRefused(string text) => Assert.Null(CommandWords.Parse(text));
}
