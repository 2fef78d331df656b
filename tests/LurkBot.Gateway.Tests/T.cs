namespace LurkBot.Tests;

public sealed class T
{
    [Fact]
    public void One_Is_One() => Assert.Equal(1, 1);
}
