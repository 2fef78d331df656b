using LurkBot.Text;

namespace LurkBot.Tests.Text;

public sealed class PluralTests
{
    [Theory]
    [InlineData(0, "0 entries")]
    [InlineData(1, "1 entry")]
    [InlineData(2000, "2,000 entries")]
    public void Of_Count_HasTheRightWord(long count, string expected) => Assert.Equal(expected, Plural.Of(count, "entry", "entries"));

    [Theory]
    [InlineData(1.0, "1 second")]
    [InlineData(1.0001, "1 second")]
    [InlineData(0.5, "0.5 seconds")]
    [InlineData(1.25, "1.25 seconds")]
    public void Of_Measure_HasTheRightWord(double measure, string expected) => Assert.Equal(expected, Plural.Of(measure, "second"));

    /// <summary>What the program counts goes through <see cref="Plural"/>: no source says "{n} sessions" of what can be one.</summary>
    [Fact]
    public void Source_CountsOfThings_AreNotWrittenByHand()
    {
        var found = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(path => File.ReadLines(path).Where(line => line.Contains("$\"", StringComparison.Ordinal) && !line.Contains("== 1 ?", StringComparison.Ordinal)
                && System.Text.RegularExpressions.Regex.IsMatch(line, @"(Count|\.Sessions|\.Messages|\.Files|written|lost|messages)(:#,0)?\} (sessions|messages|entries|lines|blobs|tools|turns|secrets|calls)\b", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10))).Select(line => $"{Path.GetFileName(path)}: {line.Trim()}"))
            .Where(line => !line.Contains(" of the session begin with", StringComparison.Ordinal) && !line.Contains("may be any of", StringComparison.Ordinal) && !line.Contains("LoggerMessage", StringComparison.Ordinal));
        Assert.Empty(found);
    }
}
