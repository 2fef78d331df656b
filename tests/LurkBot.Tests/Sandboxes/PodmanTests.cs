namespace LurkBot.Tests.Sandboxes;

/// <summary>Tests that share one Podman.</summary>
[CollectionDefinition(Name)]
public sealed class PodmanTests : ICollectionFixture<PodmanService>
{
    public const string Name = "podman";
}
