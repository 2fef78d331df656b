using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

public sealed class HostMemoryWatchTests
{
    private static readonly SandboxLimits Limits = new() { Memory = 100L << 20 };

    [Theory]
    [InlineData(1000, 100, 1000, 201, SandboxEnd.KernelMemory)]
    [InlineData(1000, 100, 1000, 199, null)]
    [InlineData(1000, 100, 255, 100, SandboxEnd.HostMemory)]
    [InlineData(1000, 100, 257, 100, null)]
    [InlineData(300, 100, 160, 100, null)] // little to begin with: half of it may go
    [InlineData(300, 100, 140, 100, SandboxEnd.HostMemory)]
    public void Problem_MemoryOfTheMachineFalls_SaysWhy(int availableBefore, int kernelBefore, int available, int kernel, object? expected)
    {
        var text = Text(availableBefore, kernelBefore);
        var watch = new HostMemoryWatch(Limits, isOn: true, () => text);
        Assert.Null(watch.Problem());
        text = Text(available, kernel);
        Assert.Equal((SandboxEnd?)expected, watch.Problem());
        Assert.Null(new HostMemoryWatch(Limits, isOn: true, () => "nothing known").Problem());
    }

    private static string Text(int available, int kernel) => $"MemTotal: 9 kB\nMemAvailable:   {available * 1024} kB\nSUnreclaim:  {kernel * 1024} kB\nPercpu: 0 kB\n";
}
