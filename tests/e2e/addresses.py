"""One address of each page type of the starter content, with the group that looks at it."""

from __future__ import annotations

SIGNED_IN = {
    "accueil": "/",
    "rubrique": "/academie/",
    "contenu": "/academie/atelier-conference/",
    "code de conduite": "/deontologie/",
    "parcours": "/parcours/eig/",
    "centre de ressources": "/ressources/",
    "ressource": "/ressources/note-de-frais/",
    "défis": "/defis/",
    "défi": "/defis/courriers-limpides/",
    "feuille de route": "/defis/courriers-limpides/feuille-de-route/",
    "pérennisation": "/defis/courriers-limpides/perennisation/",
    "retours": "/retours/",
    "retour": "/retours/se-taire-et-observer/",
    "actualités": "/actualites/",
    "actualité": "/actualites/demo-day-en-vue/",
    "annuaire": "/annuaire/",
    "personne": "/annuaire/lea-marchetti/",
    "profil": "/compte/profil/",
    "glossaire": "/glossaire/",
    "recherche": "/recherche/?q=note+de+frais",
    "recherche vide": "/recherche/?q=zzzzqqqq",
    "recherche d’un sigle": "/recherche/?q=DSI",
    "plan du site": "/plan-du-site/",
    "introuvable": "/cette-page-n-existe-pas/",
    "porte de l’administration": "/admin/",
}
PUBLIC = {
    "connexion": "/compte/connexion/",
    "mot de passe oublié": "/compte/mot-de-passe/",
    "accessibilité": "/accessibilite/",
    "mentions légales": "/mentions-legales/",
    "données personnelles": "/donnees-personnelles/",
    "plan du site public": "/plan-du-site/",
}
