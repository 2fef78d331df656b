using LurkBot.Context;
using LurkBot.Entries;

namespace LurkBot.Tests.Context;

public sealed class TokenCalibrationTests
{
    private const string Model = "claude-test";
    private static readonly string Text = string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog. ", 100));

    /// <summary>English is estimated more than a third too high by letters.</summary>
    [Fact]
    public void Learn_ProvidersNumbers_EstimatesComeWithinATenthOfThem()
    {
        using var home = new TemporaryFolder();
        var calibration = new TokenCalibration(home.Path);
        for (var call = 0; call < 20; call++)
            Ask(calibration, Model, Tokens(call));
        Assert.InRange(calibration.CounterOf(Model).Count(Text), Tokens(0) * 0.9, Tokens(0) * 1.1);
        Assert.Equal(RatioTokenCounter.Instance.Count(Text), calibration.CounterOf("another").Count(Text));
        // Another process goes on from there.
        Assert.Equal(calibration.CounterOf(Model).Count(Text), new TokenCalibration(home.Path).CounterOf(Model).Count(Text));

        static long Tokens(int call) => 1000 + (call % 3 * 5);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"claude-test": 1e300}""")]
    [InlineData("""{"claude-test": -1}""")]
    [InlineData("""{"claude-test": "x"}""")]
    [InlineData("[]")]
    public void DamagedFile_IsLearntAgain(string json)
    {
        using var home = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(home.Path, "cache"));
        File.WriteAllText(Path.Combine(home.Path, TokenCalibration.FileName), json);
        var calibration = new TokenCalibration(home.Path);
        Assert.Equal(RatioTokenCounter.Instance.Count(Text), calibration.CounterOf(Model).Count(Text));
        Ask(calibration, Model, 1000);
        Assert.True(new TokenCalibration(home.Path).CounterOf(Model).Count(Text) < RatioTokenCounter.Instance.Count(Text));
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(1)]
    [InlineData(0)]
    public void Learn_NumbersThatCountSomethingElse_AreNotBelieved(long counted)
    {
        var calibration = new TokenCalibration(home: null);
        Ask(calibration, Model, counted);
        Assert.Equal(RatioTokenCounter.Instance.Count(Text), calibration.CounterOf(Model).Count(Text));
    }

    /// <summary>A jump leaves as much as the provider says fits, not what letters suggest.</summary>
    [Fact]
    public void Jump_WithACalibratedCounter_KeepsMore()
    {
        var calibration = new TokenCalibration(home: null);
        Ask(calibration, Model, 750);
        Entry[] entries = [.. Enumerable.Range(1, 41).Select(id => id % 2 == 1 ? new UserEntry { Id = id, Turn = id, Content = Text[..400] } : (Entry)new AssistantEntry { Id = id, Turn = id - 1, Content = Text[..400], Heard = [id - 1], Answers = [id - 1] })];
        int Kept(TokenCounter counter) => ContextBuilder.Build(entries, new ContextSettings { MaxTokens = 4_000, Counter = counter }).Messages.Count;
        Assert.True(Kept(calibration.CounterOf(Model)) > Kept(RatioTokenCounter.Instance) * 1.3);
    }

    private static void Ask(TokenCalibration calibration, string model, long counted) =>
        Assert.IsType<CalibratedTokenCounter>(calibration.CounterOf(model)).Learn(calibration.CounterOf(model).Count(Text), counted);
}
