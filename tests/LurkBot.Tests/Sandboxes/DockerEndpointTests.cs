using System.Net.Sockets;
using System.Text.Json;
using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

/// <summary>What is decided before an engine is asked for anything.</summary>
public sealed class DockerEndpointTests
{
    [Theory]
    [InlineData(null, null, "/var/run/docker.sock /run/podman/podman.sock", "/var/run/docker.sock /run/podman/podman.sock")]
    [InlineData(null, "/run/user/1000", "/run/podman/podman.sock /run/user/1000/podman/podman.sock", "/run/user/1000/podman/podman.sock /run/podman/podman.sock")]
    [InlineData("unix:///somewhere/else.sock", null, "/var/run/docker.sock", "/somewhere/else.sock")]
    [InlineData("", null, "/var/run/docker.sock", "/var/run/docker.sock")]
    public void Find_WhatIsThere_GivesSocketsInOrder(string? host, string? runtime, string there, string expected) =>
        Assert.Equal(expected.Split(' '), DockerEndpoint.Find(name => name is "DOCKER_HOST" ? host : runtime, there.Split(' ').Contains));

    [Theory]
    [InlineData("tcp://127.0.0.1:2375")]
    [InlineData("ssh://me@elsewhere")]
    [InlineData("unix://relative.sock")]
    [InlineData("/var/run/docker.sock")]
    public void Find_OtherMachinesAndNonsense_SaysWhatToSet(string host)
    {
        var error = Assert.Throws<SandboxException>(() => DockerEndpoint.Find(name => name is "DOCKER_HOST" ? host : null, _ => true));
        Assert.Contains("DOCKER_HOST=unix:///", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_Nothing_SaysHowToStartOne() =>
        Assert.Equal("sudo systemctl start docker", Assert.Throws<SandboxException>(() => DockerEndpoint.Find(_ => null, _ => false)).Mend);

    [Theory]
    [InlineData("/var/run/docker.sock", SocketError.AccessDenied, "sudo usermod -aG docker $USER")]
    [InlineData("/run/podman/podman.sock", SocketError.AccessDenied, "systemctl --user start podman.socket")]
    [InlineData("/var/run/docker.sock", SocketError.ConnectionRefused, "sudo systemctl start docker")]
    [InlineData("/run/podman/podman.sock", SocketError.ConnectionRefused, "sudo systemctl start podman.socket")]
    [InlineData("/run/user/1/podman/podman.sock", SocketError.ConnectionRefused, "systemctl --user start podman.socket")]
    public void Unusable_Error_NamesTheCommand(string socket, SocketError error, string mend)
    {
        var advice = DockerAdvice.Unusable(socket, new HttpRequestException("", new IOException("", new SocketException((int)error))));
        Assert.Equal(mend, advice.Mend);
        Assert.Contains(mend, advice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NoImage_SaysHowToNameOne()
    {
        Assert.StartsWith("LURKBOT_SANDBOX_IMAGE=", DockerAdvice.NoImageNamed().Mend, StringComparison.Ordinal);
        Assert.Equal("docker pull debian", DockerAdvice.NoImage("debian", isPodman: false).Mend);
    }

    [Fact]
    public void Profile_RefusesWhatBubblewrapsFilterRefuses()
    {
        // One name for each number; beside them, names that only other processors have.
        string[] elsewhere = ["umount", "stime", "clock_settime64", "clock_adjtime64"];
        Assert.Equal(SeccompCalls.For(System.Runtime.InteropServices.Architecture.X64)!.Refused.Distinct().Count(), DockerSeccompProfile.Refused.Except(elsewhere).Distinct().Count());
        using var json = JsonDocument.Parse(DockerSeccompProfile.Build());
        Assert.Equal("SCMP_ACT_ALLOW", json.RootElement.GetProperty("defaultAction").GetString());
    }

    [Fact]
    public void ProcessMark_OwnAndOthers_ToldApart()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Assert.True(ProcessMark.IsAlive(ProcessMark.Own));
        Assert.False(ProcessMark.IsAlive(ProcessMark.Own + "0"));
        Assert.All((string[])["", "x", ".", "1", "1.2.3", "999999999.1.abcdefgh"], mark => Assert.False(ProcessMark.IsAlive(mark)));
    }
}
