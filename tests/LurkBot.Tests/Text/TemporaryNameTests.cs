namespace LurkBot.Tests.Text;

public sealed class TemporaryNameTests
{
    [Theory]
    [InlineData("Access to the path '/b/x.tar.gz.4711.tmp' is denied.", "Access to the path '/b/x.tar.gz' is denied.")]
    [InlineData("No space left on device : '/h/sessions/.0123456789abcdef0123456789abcdef.tmp'", "No space left on device : '/h/sessions'")]
    [InlineData("/w/.lurkbot-0123456789abcdef0123456789abcdef.tmp and /w/a.tmp", "/w and /w/a.tmp")]
    [InlineData("/w/notes.tmp", "/w/notes.tmp")]
    public void Error_NamesWhatThePersonKnows(string told, string expected) => Assert.Equal(expected, new LurkBotException(told).Message);
}
